// Both maps side by side where the models cut the text into other tokens: each on its own axes, one cursor laid from one
// on the other by characters. There is no difference of such maps.

import { useCallback } from "react";
import type * as v from "valibot";
import attentionMap from "../../../shared/figures/attention-map/figure.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { Pair, Side } from "../../../shared/figures/map-pair/pair.ts";
import type { pairSettings } from "../../../shared/figures/map-pair/settings.ts";
import type { Language } from "../../../shared/text.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { LETTERS } from "../parts/letters.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { SideContext } from "../parts/Region.tsx";
import { SlotContext } from "../parts/slot.ts";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import own from "./compare.module.css";
import { readOne, sideName } from "./readings.ts";

interface Props {
  readonly pair: Pair;
  readonly figure: v.InferInput<typeof pairSettings>;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LaidMaps({ pair, ...rest }: Props) {
  return (
    <div className={own["maps"]}>
      {[pair.first, pair.second].map((side, slot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slot is named by its place
        <SlotContext key={slot} value={slot}>
          <SideContext value={LETTERS[slot] ?? ""}>
            <OneMap side={side} slot={slot} {...rest} />
          </SideContext>
        </SlotContext>
      ))}
    </div>
  );
}

function OneMap({ side, slot, figure, theme, language }: Omit<Props, "pair"> & { readonly side: Side; readonly slot: number }) {
  const { trace, map, heads, lens, seen, region } = side;
  const stale = useStale(trace, slot);
  const name = sideName(slot === 0 ? "A" : "B", side, language);
  const draw = useCallback(
    (size: Size) => {
      const { sequential, scale, range } = figure;
      const whole = seen.units !== null;
      const settings = {
        ...lens,
        weights: [...lens.weights],
        hidden: [...lens.hidden],
        map: { ...map },
        heads: [...heads],
        ...(sequential ? { sequential } : {}),
        ...(scale ? { scale } : {}),
        ...(range === undefined ? {} : { range }),
        // Rows of words are not rows of tokens: their region is of the whole.
        queries: whole ? null : ([region.row0, region.row1] as [number, number]),
        keys: whole ? null : ([region.column0, region.column1] as [number, number]),
        resolution: stageResolution({ width: size.width / 2, height: size.height }),
      };
      return drawFigure(attentionMap, trace, settings, size, theme, language);
    },
    [trace, map, heads, lens, seen, region, figure, theme, language],
  );
  const read = useCallback((query: number, key: number | null) => readOne(side, query, key, language), [side, language]);
  return (
    <div className={own["laid"]}>
      <p className={own["laidName"]}>{name}</p>
      <MapStage
        name={name}
        summary={name}
        language={language}
        tokens={trace.tokens}
        rows={trace.tokens.length}
        columns={trace.tokens.length}
        stale={stale}
        draw={draw}
        read={read}
      />
    </div>
  );
}
