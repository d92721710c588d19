// What stands round the tokens of a lane diagram: lanes and their names, steps, token labels, shares of use.

import { forcedAt, maskedOut } from "../../analysis/route-path/knobs.ts";
import { moduleName } from "../../analysis/route-path/routes.ts";
import type { StepUse } from "../../analysis/route-use/analysis.ts";
import type { Trace } from "../../trace/trace.ts";
import { line } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark } from "../scene.ts";
import { formatShare } from "../text/number.ts";
import { type Band, columnX, type LaneLayout, laneY, SWATCH } from "./layout.ts";
import { moduleColour } from "./strands.ts";
import { kindWord, WORDS } from "./words.ts";

/** Hairlines between lanes: of the order by depth and of the tokens. */
export function laneLines(on: Sheet, layout: LaneLayout): Mark[] {
  const spans = [{ x: layout.x, width: layout.width }, ...(layout.reference ? [layout.reference] : [])];
  const d = layout.bands
    .flatMap((band) => Array.from({ length: band.stop.classes + 1 }, (_, row) => band.y + row * layout.lane))
    .flatMap((y) =>
      spans.map(({ x, width }) =>
        line([
          [x, y],
          [x + width, y],
        ]),
      ),
    );
  return [{ type: "path", d: d.join(""), fill: "none", stroke: on.theme.line, strokeWidth: 0.5 }];
}

/** Step, kind and whether it is forced, at the left of a band. */
function bandWords(on: Sheet, trace: Trace, { stop, first, y }: Band): Mark[] {
  const { size, theme } = on;
  const { language } = on.paper;
  const forced = forcedAt(trace.manifest, trace.knobs, stop.kind, stop.step).length > 0;
  const lines = [
    ...(first ? [{ text: fill(WORDS.step[language], { step: stop.step + 1 }), fill: theme.ink, weight: 600 as const }] : []),
    { text: kindWord(stop.kind, language), fill: theme.muted, weight: 400 as const },
    ...(forced ? [{ text: WORDS.forced[language], fill: theme.warning, weight: 600 as const }] : []),
  ];
  return lines.map((one, i) => ({
    type: "text",
    x: on.left,
    y: y + (i + 0.5) * on.line,
    size,
    anchor: "start",
    baseline: "middle",
    ...one,
  }));
}

/** Names of a band's lanes with their colours; forced ones are bold, those out of the pool struck through. */
function laneNames(on: Sheet, trace: Trace, layout: LaneLayout, band: Band): Mark[] {
  const { size, theme } = on;
  const { stop } = band;
  const forced = forcedAt(trace.manifest, trace.knobs, stop.kind, stop.step);
  const out = forced.length > 0 ? [] : maskedOut(trace.manifest, trace.knobs, stop.kind);
  const end = layout.nameEnd - size * (SWATCH + 0.35);
  return Array.from({ length: stop.classes }, (_, module) => module).flatMap((module): Mark[] => {
    const y = laneY(layout, band, module);
    const colour = moduleColour(stop, module, on.paper.theme);
    const [bold, off] = [forced.includes(module), out.includes(module)];
    const strike = line([
      [end - size * 1.1, y],
      [end + size * 0.15, y],
    ]);
    return [
      {
        type: "text",
        x: end,
        y,
        text: moduleName(stop, module),
        size,
        anchor: "end",
        baseline: "middle",
        fill: bold ? theme.warning : off ? theme.muted : theme.ink,
        weight: bold ? 600 : 400,
      },
      {
        type: "rect",
        x: layout.nameEnd - size * SWATCH,
        y: y - layout.lane * 0.32,
        width: size * SWATCH,
        height: layout.lane * 0.64,
        fill: module === stop.classes - 1 ? theme.paper : colour,
        stroke: colour,
        strokeWidth: 0.6,
      },
      ...(off ? [{ type: "path", d: strike, fill: "none", stroke: theme.muted, strokeWidth: 0.8 } as const] : []),
    ];
  });
}

export function names(on: Sheet, trace: Trace, layout: LaneLayout): Mark[] {
  return layout.bands.flatMap((band) => [...bandWords(on, trace, band), ...laneNames(on, trace, layout, band)]);
}

/** Labels over the columns. */
export function columnLabels(on: Sheet, layout: LaneLayout): Mark[] {
  const { size, theme } = on;
  const { reference } = layout;
  const y = layout.top - size * 0.5;
  const upright = { y, size, anchor: "start", baseline: "middle", rotate: -90 } as const;
  const labels = layout.labels.map(({ index, text, title }): Mark => {
    const more = { text, fill: theme.ink, x: columnX(layout, index), ...(title === undefined ? {} : { title }) };
    return layout.upright
      ? { type: "text", ...upright, ...more }
      : { type: "text", y, size, anchor: "middle", baseline: "alphabetic", ...more };
  });
  if (!reference) return labels;
  const text = WORDS.byDepth[on.paper.language];
  return [...labels, { type: "text", ...upright, x: reference.x + reference.width / 2, text, fill: theme.muted }];
}

/** The share of tokens that take each class, at the right of its lane. */
export function useShares(on: Sheet, layout: LaneLayout, uses: readonly StepUse[]): Mark[] {
  const { size, theme } = on;
  const { use } = layout;
  if (use === null) return [];
  const word = { type: "text", x: use, size, anchor: "start" } as const;
  const shares = layout.bands.flatMap((band) =>
    Array.from(
      uses[band.index]?.share ?? [],
      (share, module): Mark => ({
        ...word,
        y: laneY(layout, band, module),
        text: formatShare(share),
        fill: share === 0 ? theme.muted : theme.ink,
        baseline: "middle",
      }),
    ),
  );
  return [
    { ...word, y: layout.top - size * 0.5, text: WORDS.use[on.paper.language], fill: theme.muted, baseline: "alphabetic" },
    ...shares,
  ];
}
