// A lit token: everything but its path and the paths like it steps back.

import { type PathRule, pathsOf } from "../../analysis/route-path/analysis.ts";
import type { Trace } from "../../trace/trace.ts";
import { box } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import { tokenLabel } from "../parts/tokenAxis.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { columnX } from "./layout.ts";
import { type Brush, tokenMarks } from "./strands.ts";

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

/** The veil, the lit columns, and the name of the token under its own. */
export function litMarks(brush: LitBrush, token: number): Mark {
  const { layout, on, trace, rule } = brush;
  const { size, theme } = on;
  const edge = layout.lane * 0.25;
  const [top, bottom] = [layout.top - edge, layout.bottom + edge];
  const shown = (other: number): boolean => other >= layout.first && other < layout.end;
  const marks: Mark[] = [
    { type: "rect", x: layout.x, y: top, width: layout.width, height: bottom - top, fill: theme.paper, opacity: VEIL },
    ...companions(trace, token, rule)
      .filter(shown)
      .flatMap((other) => tokenMarks(brush, other)),
  ];
  if (!shown(token)) return { type: "group", name: "lit", marks };
  const x = columnX(layout, token);
  const width = Math.max(NARROWEST, layout.column);
  const label = shorten(tokenLabel(trace.tokens, token, true), on.width, size, 600);
  const half = textWidth(label, size, 600) / 2;
  const outline = box(x - width / 2, top, width, bottom - top);
  marks.push(
    { type: "path", d: outline, fill: "none", stroke: theme.ink, strokeWidth: 1 },
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
