// One matrix of heads by heads as a small map: rows are heads that come in, columns heads that go out, counted from 1.

import type { Stage } from "../../analysis/composition-matrix/factors.ts";
import type { Branch, HeadMatrix } from "../../analysis/composition-matrix/matrix.ts";
import { denseSource } from "../../trace/source.ts";
import type { Role } from "../../trace/vocabulary.ts";
import type { ColourScale } from "../colour/scale.ts";
import { drawMap } from "../parts/map.ts";
import type { MapLayout } from "../parts/mapLayout.ts";
import { box } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { AxisLabel } from "../parts/tokenAxis.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";

/** The role that a panel is made of. */
const ROLE_OF: Readonly<Record<Branch | "sum", Role>> = {
  sum: "compose.static",
  base: "compose.static",
  query: "compose.query",
  "query-gate": "compose.query",
  key: "compose.key",
  "key-gate": "compose.key",
};

export interface PanelInput {
  readonly on: Sheet;
  readonly id: Branch | "sum";
  readonly values: HeadMatrix;
  readonly heads: number;
  readonly scale: ColourScale;
  readonly layer: number;
  readonly stage: Stage;
  /** Top left of the cells. */
  readonly x: number;
  readonly y: number;
  readonly cell: number;
  /** Lines over it, and the width that they may take. */
  readonly names: readonly string[];
  readonly room: number;
  /** Numbers and titles of both axes, from the left edge and down to the lower one; null: none. */
  readonly axes: {
    readonly left: number;
    readonly below: number;
    readonly step: number;
    readonly input: string;
    readonly output: string;
  } | null;
  readonly printed: boolean;
  /** A column to ring. */
  readonly ringed: number | null;
}

/** Every how many heads there is room for a number. */
export function labelStepOf(cell: number, width: number, size: number): number {
  return [1, 2, 4, 8, 16, 32, 64].find((step) => step * cell >= Math.max(width + size * 0.3, size * 1.15)) ?? 128;
}

function numbers(heads: number, step: number, size: number): AxisLabel[] {
  return Array.from({ length: heads }, (_, index) => index)
    .filter((index) => step === 1 || (index + 1) % step === 0)
    .map((index) => ({ index, text: String(index + 1), width: textWidth(String(index + 1), size) }));
}

export function panel(input: PanelInput): { cells: Mark; marks: Mark[]; frame: Frame } {
  const { on, id, heads, x, y, cell, axes } = input;
  const { size, theme } = on;
  const side = heads * cell;
  const labels = axes ? numbers(heads, axes.step, size) : [];
  const layout: MapLayout = {
    plotWidth: side,
    plotHeight: side,
    cellWidth: cell,
    cellHeight: cell,
    queries: labels,
    keys: labels,
    upright: false,
    left: axes?.left ?? 0,
    above: 0,
    below: axes?.below ?? 0,
    right: 0,
    gap: size * 0.4,
    thinned: { queries: false, keys: false },
  };
  const source = denseSource(
    {
      name: id,
      role: ROLE_OF[id],
      kind: "signed",
      axes: ["head", "query", "key"],
      shape: [1, heads, heads],
      data: Float32Array.from(input.values),
    },
    0,
    false,
  );
  const map = drawMap({
    on,
    source,
    region: { row0: 0, row1: heads, column0: 0, column1: heads },
    scale: input.scale,
    layout,
    x,
    y,
    resolution: null,
    queryAxis: axes !== null,
    keyAxis: axes !== null,
    titles: { query: axes?.input ?? "", key: axes?.output ?? "" },
    marked: [],
    values: input.printed,
    id,
    shows: { role: ROLE_OF[id], branch: input.stage, layer: input.layer, head: input.ringed ?? 0 },
  });
  const ring: Mark[] = [];
  if (axes && input.ringed !== null && input.ringed < heads) {
    const d = box(x + input.ringed * cell, y, cell, side);
    ring.push(
      { type: "path", d, fill: "none", stroke: theme.paper, strokeWidth: 2.5 },
      { type: "path", d, fill: "none", stroke: theme.ink, strokeWidth: 1.2 },
    );
  }
  return { cells: map.cells, marks: [...map.marks, ...ring, nameOf(input)], frame: map.frame };
}

/** The name over a panel: the sum's in the size of a title, a branch's on two lines. */
function nameOf({ on, id, names, x, y, room, axes }: PanelInput): Mark {
  const { size, titleSize, theme } = on;
  const lines = names.map((text, i): Mark => {
    const large = axes !== null;
    const own = large ? titleSize : size;
    const shown = shorten(text, room, own, i === 0 ? 600 : 400);
    return {
      type: "text",
      x,
      y: large ? y - titleSize * 0.9 : y - size * (0.55 + 1.2 * (names.length - 1 - i)),
      text: shown,
      size: own,
      fill: i === 0 ? theme.ink : theme.muted,
      anchor: "start",
      baseline: large ? "middle" : "alphabetic",
      weight: i === 0 ? 600 : 400,
      ...(shown === text ? {} : { title: text }),
    };
  });
  return { type: "group", name: `${id}-name`, marks: lines };
}
