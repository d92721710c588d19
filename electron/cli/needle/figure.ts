// The figure that a needle command draws.

import { HeddleError } from "../../../shared/error.ts";
import { writeSvg } from "../../../shared/figures/format/svg.ts";
import { sweepFigure } from "../../../shared/figures/needle/registry.ts";
import { drawSweepFigure, type SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import { paperOf, parsePaper } from "../../../shared/figures/spec.ts";
import { type Options, type Output, stringOption, type Values } from "../command.ts";
import { save } from "../files.ts";

export const FIGURE_OPTIONS = {
  figure: { type: "string" },
  type: { type: "string" },
  settings: { type: "string" },
  paper: { type: "string" },
} as const satisfies Options;

/**
 * What the options say of a figure, checked before anything is run; null when none is asked for.
 * @throws HeddleError `bad-spec` or `not-supported`
 */
export function figureOption(values: Values): ((data: SweepData, output: Output) => Promise<void>) | null {
  const path = stringOption(values, "figure");
  if (path === undefined) return null;
  if (!path.toLowerCase().endsWith(".svg"))
    throw new HeddleError("not-supported", `${path} does not end in .svg.`, "The command line saves figures as SVG.");
  const type = sweepFigure(stringOption(values, "type") ?? "needle-heatmap");
  const settings = json(values, "settings");
  const paper = paperOf({ paper: parsePaper(json(values, "paper", { width: "183mm" }), "--paper") });
  return async (data, output) => {
    const scene = drawSweepFigure(type, data, settings, paper);
    await save(path, writeSvg(scene));
    output.print(`${scene.title} -> ${path}`);
  };
}

function json(values: Values, name: string, fallback: object = {}): unknown {
  const text = stringOption(values, name);
  if (text === undefined) return fallback;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HeddleError("bad-spec", `--${name} is not JSON: ${text.slice(0, 40)}.`, `For example: --${name} '{}'.`, { cause });
  }
}
