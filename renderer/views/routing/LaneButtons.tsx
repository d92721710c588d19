// The names of the lanes as buttons: pressed, they force a step. One of them is reached by the tab key, the others from
// there by the arrows.

import { type KeyboardEvent, type MouseEvent, useRef } from "react";
import { moduleName } from "../../../shared/analysis/route-path/routes.ts";
import type { Band } from "../../../shared/figures/route-lanes/layout.ts";
import type { LitBrush } from "../../../shared/figures/route-lanes/lit.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import type { Language } from "../../../shared/text.ts";
import own from "./routing.module.css";
import { TEXTS } from "./texts.ts";

interface LaneButtonsProps {
  readonly brush: LitBrush;
  readonly language: Language;
  /** Classes that a stop is forced to. */
  forced(band: Band): readonly number[];
  /** @param add beside what is forced already */
  onForce(band: Band, module: number, add: boolean): void;
}

export function LaneButtons({ brush, language, forced, onForce }: LaneButtonsProps) {
  const ref = useRef<HTMLFieldSetElement>(null);
  const { layout } = brush;
  const lanes = layout.bands.flatMap((band) => Array.from({ length: band.stop.classes }, (_, module) => ({ band, module })));
  const keys = (event: KeyboardEvent<HTMLButtonElement>, place: number): void => {
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: lanes.length - 1 }[event.key];
    const lane = lanes[place];
    if (to !== undefined) ref.current?.querySelectorAll("button")[Math.max(0, Math.min(lanes.length - 1, to))]?.focus();
    else if (event.key === "Enter" && event.shiftKey && lane) onForce(lane.band, lane.module, true);
    else return;
    // The same keys move the token pair everywhere else.
    event.preventDefault();
    event.stopPropagation();
  };
  const click = (event: MouseEvent, band: Band, module: number): void => onForce(band, module, event.shiftKey);
  const left = layout.nameStart - 2;
  return (
    <fieldset ref={ref} className={own["lanesNames"]} aria-label={TEXTS.laneButtons[language]}>
      {lanes.map(({ band, module }, place) => {
        const { kind, step } = band.stop;
        const name = moduleName(band.stop, module);
        return (
          <button
            key={`${kind}/${step}/${module}`}
            type="button"
            className={own["lane"]}
            style={{ left, top: band.y + module * layout.lane, width: layout.nameEnd - left + 2, height: layout.lane }}
            aria-label={`${TEXTS.step[language]} ${step + 1}, ${kindWord(kind, language)} → ${name}`}
            aria-pressed={forced(band).includes(module)}
            title={TEXTS.hint[language]}
            tabIndex={place === 0 ? 0 : -1}
            data-lane={`${kind}/${step}/${module}`}
            onClick={(event) => click(event, band, module)}
            onKeyDown={(event) => keys(event, place)}
          />
        );
      })}
    </fieldset>
  );
}
