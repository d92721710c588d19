// What is forced and what is out of the pool, as chips that can be taken away, and one action that clears them all.

import { X } from "lucide-react";
import { Button } from "react-aria-components";
import { maskedOut } from "../../../shared/analysis/route-path/knobs.ts";
import { kindsOf, moduleName, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Language } from "../../../shared/text.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { Region } from "../parts/Region.tsx";
import { forcedStops, freed, toggleModule, withForced, withOrder } from "./force.ts";
import own from "./routing.module.css";
import { TEXTS } from "./texts.ts";

interface ForcedBarProps {
  readonly manifest: Manifest;
  readonly stops: readonly Stop[];
  readonly knobs: KnobValues;
  /** Whether the model has the knobs at all. */
  readonly can: boolean;
  /** Whether there are lanes to be clicked. */
  readonly lanes: boolean;
  readonly language: Language;
  onKnobs(knobs: KnobValues): void;
}

export function ForcedBar({ manifest, stops, knobs, can, lanes, language, onKnobs }: ForcedBarProps) {
  if (!can) return <p className={own["forced"]}>{TEXTS.noForce[language]}</p>;
  const forced = forcedStops(manifest, knobs, stops);
  const out = kindsOf(stops).flatMap((kind) => {
    const stop = stops.find((one) => one.kind === kind);
    return stop ? maskedOut(manifest, knobs, kind).map((module) => ({ stop, module })) : [];
  });
  return (
    <Region className={own["forced"]} label={TEXTS.forcedList[language]} data-forced={forced.length}>
      {lanes && forced.length + out.length === 0 && <p className={own["hint"]}>{TEXTS.hint[language]}</p>}
      <ul className={own["chips"]}>
        {forced.length > 0 && <li className={own["badge"]}>{TEXTS.forced[language]}</li>}
        {forced.map(({ stop, modules }) => {
          const what = `${stop.step + 1} ${kindWord(stop.kind, language)} → ${modules.map((module) => moduleName(stop, module)).join(" + ")}`;
          return (
            <li key={`${stop.kind}/${stop.step}`} className={own["chip"]} data-chip={`${stop.kind}/${stop.step}`}>
              {what}
              <Button
                className={own["remove"] ?? ""}
                aria-label={`${TEXTS.free[language]}: ${what}`}
                onPress={() => onKnobs(withForced(manifest, knobs, stop, []))}
              >
                <X size={12} aria-hidden />
              </Button>
            </li>
          );
        })}
        {out.length > 0 && <li className={own["badge"]}>{TEXTS.outOfPool[language]}</li>}
        {out.map(({ stop, module }) => {
          const what = `${kindWord(stop.kind, language)} ${moduleName(stop, module)}`;
          return (
            <li key={`${stop.kind}-${module}`} className={own["chip"]} data-chip={`out/${stop.kind}/${module}`}>
              {what}
              <Button
                className={own["remove"] ?? ""}
                aria-label={`${TEXTS.pool[language]}: ${what}`}
                onPress={() => onKnobs(toggleModule(manifest, knobs, stop.kind, module))}
              >
                <X size={12} aria-hidden />
              </Button>
            </li>
          );
        })}
      </ul>
      <span className={own["actions"]}>
        <span title={TEXTS.orderHint[language]}>
          <Button className="button small" onPress={() => onKnobs(withOrder(manifest, knobs, stops))}>
            {TEXTS.order[language]}
          </Button>
        </span>
        <Button
          className="button small"
          isDisabled={forced.length + out.length === 0}
          onPress={() => onKnobs(freed(manifest, knobs, stops))}
        >
          {TEXTS.freeAll[language]}
        </Button>
      </span>
    </Region>
  );
}
