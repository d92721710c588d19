// The lane diagram put together. What the pointer lights is made by the same code as what a figure prints.

import { orderByDepth } from "../../analysis/route-order/analysis.ts";
import { noRoutes, readStops } from "../../analysis/route-path/routes.ts";
import { routeUse } from "../../analysis/route-use/analysis.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Paper } from "../contract.ts";
import { facts } from "../parts/describe.ts";
import { compose, sheet } from "../parts/sheet.ts";
import type { Frame, Scene } from "../scene.ts";
import { laneCaption } from "./caption.ts";
import { bandHeight, type LaneLayout, laneLayout } from "./layout.ts";
import { companions, type LitBrush, litMarks } from "./lit.ts";
import { columnLabels, laneLines, names, useShares } from "./names.ts";
import type { LaneSettings } from "./settings.ts";
import { cellMarks, largestGate, referenceMarks, tokenMarks } from "./strands.ts";

/** A lane diagram, and what is needed to light tokens in it. */
export interface Lanes {
  readonly scene: Scene;
  readonly brush: LitBrush;
}

/** @throws HeddleError `capture-missing` when the trace has no such routes */
export function lanes(trace: Trace, chosen: LaneSettings, paper: Paper): Lanes {
  const on = sheet(paper);
  const all = readStops(trace);
  const stops = all.flatMap((stop, index) => (chosen.kind === null || stop.kind === chosen.kind ? [{ stop, index }] : []));
  if (stops.length === 0) throw noRoutes(chosen.kind, all);
  const { tokens } = trace;
  const [first, end] = chosen.tokens === null || chosen.tokens[0] >= tokens.length ? [0, tokens.length] : chosen.tokens;
  const lit = chosen.lit !== null && chosen.lit < tokens.length ? chosen.lit : null;
  const uses = routeUse(trace).steps;
  const most = largestGate(all);
  const place = (top: number, room: number | undefined): LaneLayout =>
    laneLayout({
      on,
      stops,
      tokens,
      first,
      end: Math.min(end, tokens.length),
      top,
      room,
      reference: chosen.reference,
      use: chosen.use,
      form: chosen.form,
    });
  // Widths do not depend on where the page begins: the form is known before.
  let layout = place(0, undefined);
  const brush = (): LitBrush => ({ layout, theme: paper.theme, most, on, trace, rule: chosen.rule });
  const { title, caption } = laneCaption({ trace, layout, lit, rule: chosen.rule, most }, paper.language);
  const scene = compose(on, {
    title,
    caption,
    facts: facts(trace, {
      routes: stops.map(({ stop: { kind, step, layer, classes } }) => ({ kind, step, layer, classes })),
      tokensShown: [layout.first, layout.end],
      lit: lit === null ? null : { token: lit, rule: chosen.rule, companions: companions(trace, lit, chosen.rule) },
      form: layout.form,
      largestGate: most,
      use: stops.map(({ index }) => ({ share: [...(uses[index]?.share ?? [])], gate: [...(uses[index]?.gate ?? [])] })),
    }),
    body: (top, room) => {
      layout = place(top, room);
      const shown = Array.from({ length: layout.end - layout.first }, (_, i) => layout.first + i);
      const lines = layout.form === "lines";
      return {
        marks: [
          { type: "group", name: "cells", marks: lines ? [] : cellMarks(brush()) },
          { type: "group", name: "lanes", marks: laneLines(on, layout) },
          { type: "group", name: "by-depth", marks: referenceMarks(brush(), orderByDepth(all)) },
          { type: "group", name: "tokens", marks: lines ? shown.flatMap((token) => tokenMarks(brush(), token)) : [] },
          { type: "group", name: "names", marks: [...names(on, trace, layout), ...columnLabels(on, layout)] },
          { type: "group", name: "use", marks: useShares(on, layout, uses) },
          ...(lit === null ? [] : [litMarks(brush(), lit)]),
        ],
        frames: framesOf(layout),
        bottom: layout.bottom + on.line * 1.4,
      };
    },
  });
  return { scene, brush: brush() };
}

/** One frame a band: rows are lanes, columns tokens. */
function framesOf(layout: LaneLayout): Frame[] {
  return layout.bands.map((band) => ({
    id: `${band.stop.kind}/${band.stop.step}`,
    x: layout.x,
    y: band.y,
    width: layout.width,
    height: bandHeight(layout, band),
    region: { row0: 0, row1: band.stop.classes, column0: layout.first, column1: layout.end },
    shows: { role: "route.choice", branch: band.stop.kind, layer: band.stop.layer, head: 0 },
  }));
}
