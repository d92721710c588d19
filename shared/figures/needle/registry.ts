// Figures of experiments are found, not listed: a folder with a sweep.ts is a type and its name is its id.

import { localizedError } from "../../error.ts";
import type { SweepFigure } from "./sweepFigure.ts";

const found = import.meta.glob<SweepFigure>("../*/sweep.ts", { eager: true, import: "default" });

export interface NamedSweepFigure extends SweepFigure {
  readonly id: string;
}

export const SWEEP_FIGURES: readonly NamedSweepFigure[] = Object.entries(found)
  .map(([path, figure]) => ({ ...figure, id: path.split("/")[1] ?? path }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * The figure type of a name.
 * @throws HeddleError `bad-spec`
 */
export function sweepFigure(id: string): NamedSweepFigure {
  const figure = SWEEP_FIGURES.find((one) => one.id === id);
  if (figure) return figure;
  const known = SWEEP_FIGURES.map((one) => one.id).join(", ");
  throw localizedError("bad-spec", {
    en: [`There is no figure of experiments "${id}".`, `Choose one of ${known}.`],
    zh: [`没有名为“${id}”的实验图。`, `可选：${known}。`],
  });
}
