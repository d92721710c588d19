// The maps of a comparison as they are drawn: which there are, on which range of colours, and the legends that say so.

import { headName } from "../../selection/headName.ts";
import type { Language } from "../../text.ts";
import type { AttentionSource, Region } from "../../trace/source.ts";
import { seenHeads, seenLegend } from "../parts/lens.ts";
import { drawnValues } from "../parts/map.ts";
import { type Extent, extent, isSigned, type Range, rangeFor } from "../parts/range.ts";
import type { Sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Pair, Side } from "./pair.ts";
import type { PairSettings } from "./settings.ts";
import { TEXTS } from "./words.ts";

/** One of the maps as it is drawn. */
export interface Panel {
  readonly id: "a" | "b" | "difference";
  readonly name: string;
  /** The same in few letters: "A L1H1". */
  readonly short: string;
  readonly source: AttentionSource;
  readonly region: Region;
  readonly side: Side;
  readonly range: Range;
  readonly found: Extent;
}

export const LETTERS = { a: "A", b: "B", difference: "B − A" } as const;

/** A and B, and the difference where it is asked for and there is one. */
export function panelsOf({ first, second, difference }: Pair, chosen: PairSettings, on: Sheet): readonly [Panel, Panel, Panel?] {
  const { theme, language } = on.paper;
  const found = (...maps: readonly (readonly [AttentionSource, Region])[]): Extent =>
    extent(
      maps.map(([source, region]) => drawnValues(source, region, chosen.resolution)),
      () => maps.map(([source, region]) => drawnValues(source, region, null)),
    );
  const ofFirst = [first.seen.source, first.region] as const;
  const ofSecond = [second.seen.source, second.region] as const;
  const [one, two, both] = [found(ofFirst), found(ofSecond), found(ofFirst, ofSecond)];
  const kinds = [first.seen.source.kind, second.seen.source.kind] as const;
  // One range of colours means one scale: where one of the two has a sign, both are shown on the scale that has one.
  const signed = isSigned(kinds[0], one) ? kinds[0] : isSigned(kinds[1], two) ? kinds[1] : kinds[0];
  const common = rangeFor(signed, both, chosen, theme);
  const range = (kind: typeof signed, own: Extent): Range => (chosen.ranges === "shared" ? common : rangeFor(kind, own, chosen, theme));
  const named = (letter: string, { trace, ...side }: Side): string => `${letter} ${trace.manifest.title}, ${seenHeads(side, language)}`;
  const brief = (letter: string, { heads, lens }: Side): string =>
    lens.derive === "rollout" || heads.length !== 1 ? letter : `${letter} ${heads.map(headName).join()}`;
  const a: Panel = {
    id: "a",
    name: named("A", first),
    short: brief("A", first),
    source: first.seen.source,
    region: first.region,
    side: first,
    range: range(kinds[0], one),
    found: one,
  };
  const b: Panel = {
    id: "b",
    name: named("B", second),
    short: brief("B", second),
    source: second.seen.source,
    region: second.region,
    side: second,
    range: range(kinds[1], two),
    found: two,
  };
  if (!difference || !chosen.difference) return [a, b];
  const apart = found([difference, first.region]);
  return [
    a,
    b,
    {
      id: "difference",
      name: LETTERS.difference,
      short: LETTERS.difference,
      source: difference,
      region: first.region,
      side: second,
      range: rangeFor("signed", apart, { ...chosen, range: typeof chosen.range === "number" ? "max" : chosen.range }, theme),
      found: apart,
    },
  ];
}

export interface LegendLine {
  readonly id: string;
  readonly name: string;
  readonly range: Range;
  readonly masked: boolean;
}

export function legendsOf(panels: readonly (Panel | undefined)[], shared: boolean, language: Language, masked: boolean): LegendLine[] {
  const say = TEXTS[language];
  const there = panels.filter((panel) => panel !== undefined);
  const kindOf = ({ source, side: { trace, ...side } }: Panel): string => seenLegend(source.kind, side, trace.tokens.length, language);
  return there.flatMap((panel, place): LegendLine[] => {
    if (panel.id === "difference") return [{ id: "legend-difference", name: LETTERS.difference, range: panel.range, masked: false }];
    if (shared && panel.id === "b") return [];
    const kinds = shared ? [...new Set(there.slice(0, 2).map(kindOf))].join(" / ") : kindOf(panel);
    return [
      {
        id: shared ? "legend-maps" : `legend-${panel.id}`,
        name: shared ? fill(say.legendBoth, { kind: kinds }) : fill(say.legendOne, { letter: LETTERS[panel.id], kind: kinds }),
        range: panel.range,
        masked: masked && place === 0,
      },
    ];
  });
}
