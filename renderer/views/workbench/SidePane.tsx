// The tools beside the scatter, one at a time.

import { type KeyboardEvent, useId, useRef } from "react";
import { headSwitch } from "../../../shared/ablation/headSwitch.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { Spans } from "../../../shared/measures/context.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { ValueKind } from "../../../shared/trace/vocabulary.ts";
import { Region } from "../parts/Region.tsx";
import { AblationPane } from "./AblationPane.tsx";
import { PartsPane } from "./PartsPane.tsx";
import { PromptsPane } from "./PromptsPane.tsx";
import { SIDES, type WorkbenchSettings } from "./settings.ts";
import { SIDE_NAMES, TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

interface SidePaneProps {
  readonly trace: Trace;
  readonly slot: number;
  readonly map: MapChoice;
  readonly kind: ValueKind;
  readonly spans: Spans;
  readonly heads: readonly HeadRef[];
  readonly theme: ThemeName;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function SidePane(props: SidePaneProps) {
  const { trace, slot, map, heads, language, settings, change } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const { side } = settings;
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = SIDES[(SIDES.indexOf(side) + step + SIDES.length) % SIDES.length] ?? side;
    change({ side: next });
    list.current?.querySelector<HTMLElement>(`[data-side="${next}"]`)?.focus();
  };
  return (
    <Region className={styles["side"]} label={TEXTS.more[language]}>
      <div ref={list} className={styles["tabs"]} role="tablist" aria-label={TEXTS.more[language]} onKeyDown={keys}>
        {SIDES.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            className={styles["tab"]}
            data-side={name}
            aria-selected={name === side}
            aria-controls={`${id}-panel`}
            tabIndex={name === side ? 0 : -1}
            onClick={() => change({ side: name })}
          >
            {SIDE_NAMES[name][language]}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles["panel"]} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${side}`} tabIndex={0}>
        {side === "parts" ? <PartsPane {...props} /> : null}
        {side === "ablation" ? <AblationPane {...props} /> : null}
        {side === "prompts" ? (
          <PromptsPane
            slot={slot}
            map={map}
            heads={heads}
            canAblate={headSwitch(trace.manifest) !== undefined && trace.manifest.task === "causal"}
            language={language}
            settings={settings}
            change={change}
          />
        ) : null}
      </div>
    </Region>
  );
}
