// The modules of the pool as switches: off, no token can take it at any step.

import { ToggleButton } from "react-aria-components";
import { maskedOut, maskKnob } from "../../../shared/analysis/route-path/knobs.ts";
import { kindsOf, moduleName, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import { moduleColour } from "../../../shared/figures/route-lanes/strands.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Language } from "../../../shared/text.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { Region } from "../parts/Region.tsx";
import { toggleModule } from "./force.ts";
import own from "./routing.module.css";
import { TEXTS } from "./texts.ts";

interface PoolPaneProps {
  readonly manifest: Manifest;
  readonly stops: readonly Stop[];
  readonly knobs: KnobValues;
  readonly theme: ThemeName;
  readonly language: Language;
  onKnobs(knobs: KnobValues): void;
}

export function PoolPane({ manifest, stops, knobs, theme, language, onKnobs }: PoolPaneProps) {
  const kinds = kindsOf(stops).filter((kind) => maskKnob(manifest, kind));
  if (kinds.length === 0) return null;
  return (
    <Region className={own["part"]} label={TEXTS.pool[language]}>
      <h3 className={own["title"]} title={TEXTS.poolHint[language]}>
        {TEXTS.pool[language]}
      </h3>
      {kinds.map((kind) => {
        const stop = stops.find((one) => one.kind === kind);
        if (!stop) return null;
        const out = maskedOut(manifest, knobs, kind);
        return (
          <fieldset key={kind} className={own["pool"]} aria-label={kindWord(kind, language)}>
            <span className={own["kind"]}>{kindWord(kind, language)}</span>
            {Array.from({ length: stop.classes }, (_, module) => module).map((module) => (
              <ToggleButton
                key={module}
                className={own["module"] ?? ""}
                isSelected={!out.includes(module)}
                onChange={() => onKnobs(toggleModule(manifest, knobs, kind, module))}
                aria-label={`${kindWord(kind, language)} ${moduleName(stop, module)}`}
                data-pool={`${kind}/${module}`}
              >
                <i
                  className={own["swatch"]}
                  style={{
                    borderColor: moduleColour(stop, module, theme),
                    background: out.includes(module) || module === stop.classes - 1 ? "none" : moduleColour(stop, module, theme),
                  }}
                />
                {moduleName(stop, module)}
              </ToggleButton>
            ))}
          </fieldset>
        );
      })}
    </Region>
  );
}
