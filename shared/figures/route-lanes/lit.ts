// A lit token: everything but its path and the paths like it steps back.

import { type PathRule, pathsOf } from "../../analysis/route-path/analysis.ts";
import type { Trace } from "../../trace/trace.ts";
import { box } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import { tokenLabel } from "../parts/tokenAxis.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { columnX, type LaneLayout } from "./layout.ts";
import type { Brush } from "./strands.ts";

/** How much of what is not lit is covered. */
const VEIL = 0.78;
/** Narrowest outline of a lit column, in points. */
const NARROWEST = 4;

export interface LitBrush extends Brush {
  readonly on: Sheet;
  readonly trace: Trace;
  readonly rule: PathRule;
}

/** Tokens that go the whole way with one, itself among them. */
export function companions(trace: Trace, token: number, rule: PathRule): number[] {
  const { path } = pathsOf(trace, rule);
  return Array.from(path.keys()).filter((other) => path[other] === path[token]);
}

/** The veil over all other columns, an outline of the token's own, and its name under it. */
export function litMarks(brush: LitBrush, token: number): Mark {
  const { layout, on, trace, rule } = brush;
  const { size, theme } = on;
  const edge = layout.lane * 0.25;
  const [top, bottom] = [layout.top - edge, layout.bottom + edge];
  const shown = token >= layout.first && token < layout.end;
  const x = columnX(layout, token);
  const width = Math.max(NARROWEST, layout.column);
  const lit = new Set(companions(trace, token, rule));
  // One path for all of the veil, however many columns are lit.
  const veil = veiled(layout, lit).map(([first, end]) =>
    box(layout.x + first * layout.column, top, (end - first) * layout.column, bottom - top),
  );
  const marks: Mark[] = [{ type: "path", d: veil.join(""), fill: theme.paper, stroke: "none", strokeWidth: 0, opacity: VEIL }];
  if (!shown) return { type: "group", name: "lit", marks };
  const label = shorten(tokenLabel(trace.tokens, token, true), on.width, size, 600);
  const half = textWidth(label, size, 600) / 2;
  marks.push(
    { type: "path", d: box(x - width / 2, top, width, bottom - top), fill: "none", stroke: theme.ink, strokeWidth: 1 },
    {
      type: "text",
      x: Math.max(on.left + half, Math.min(on.left + on.width - half, x)),
      y: bottom + size * 0.3,
      text: label,
      size,
      fill: theme.ink,
      anchor: "middle",
      baseline: "hanging",
      weight: 600,
    },
  );
  return { type: "group", name: "lit", marks };
}

/** Runs of shown columns that are not lit: [first, end), counted from the first one that is shown. */
function veiled(layout: LaneLayout, lit: ReadonlySet<number>): [number, number][] {
  const runs: [number, number][] = [];
  for (let column = 0; column < layout.end - layout.first; column++) {
    if (lit.has(layout.first + column)) continue;
    const last = runs.at(-1);
    if (last && last[1] === column) last[1] = column + 1;
    else runs.push([column, column + 1]);
  }
  return runs;
}
