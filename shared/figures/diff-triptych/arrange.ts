// Where the maps stand: as many beside one another as gives the largest maps. A last column is never without a map under
// it, so that every column has its labels at the foot: what does not fill a row stands in the first one.

import { layoutMap, type MapLayout } from "../parts/mapLayout.ts";
import type { Sheet } from "../parts/sheet.ts";

/** Smallest map side by side, and widest map one under another, in ems of the smallest text. */
const SMALLEST_IN_ROW = 13;
const WIDEST_IN_COLUMN = 17;
/** Between two rows of maps, in ems. */
export const ROW_GAP = 0.8;

export interface Arrangement {
  readonly across: number;
  readonly layout: MapLayout;
  readonly heading: number;
  readonly between: number;
  /** Row and column of each map, and whether it is the lowest of its column. */
  readonly cells: readonly { readonly row: number; readonly column: number; readonly lowest: boolean }[];
}

type Input = Omit<Parameters<typeof layoutMap>[0], "across" | "between" | "height" | "widest">;

export function arrange(on: Sheet, input: Input, count: number, room: number | undefined): Arrangement {
  const heading = on.titleSize * 1.5;
  const between = on.size * 1.2;
  const layoutOf = (across: number): MapLayout => {
    const rows = Math.ceil(count / across);
    const at = (height: number | undefined): MapLayout =>
      layoutMap({
        ...input,
        across,
        between: across === 1 ? 0 : between,
        height,
        ...(room === undefined && across === 1 ? { widest: WIDEST_IN_COLUMN * on.size } : {}),
      });
    if (room === undefined || rows === 1 || count <= 3) return at(room === undefined ? undefined : room / rows - heading);
    // Only the lowest row has labels at its foot; how high these are is known after a first try.
    const { above, below } = at(room / rows - heading);
    const step = heading + on.size * ROW_GAP;
    return at((room - below - rows * step) / rows + above + below);
  };
  // Three maps are compared in one direction; more may stand in rows that are as full as they can be.
  const rowCounts = Array.from({ length: count }, (_, place) => place + 1);
  const choices = [...new Set(count <= 3 ? [count, 1] : rowCounts.map((rows) => Math.ceil(count / rows)))];
  const tried = choices.map((across) => ({ across, layout: layoutOf(across) }));
  const first = tried[0] as (typeof tried)[number];
  const wideEnough = tried.find(({ layout }) => layout.plotWidth >= SMALLEST_IN_ROW * on.size);
  const largest = tried.reduce((best, one) => (area(one.layout) > area(best.layout) ? one : best), first);
  const { across, layout } = (room === undefined ? wideEnough : undefined) ?? largest;
  const lead = count % across === 0 ? across : count % across;
  const rows = Math.ceil(count / across);
  const cells = Array.from({ length: count }, (_, place) => {
    const row = place < lead ? 0 : 1 + Math.floor((place - lead) / across);
    return { row, column: place < lead ? place : (place - lead) % across, lowest: row === rows - 1 };
  });
  return { across, layout, heading, between, cells };
}

const area = ({ plotWidth, plotHeight }: MapLayout): number => plotWidth * plotHeight;
