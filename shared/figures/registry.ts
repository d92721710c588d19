// Figure types are found, not listed: a folder with a figure.ts is a type and its name is its id.

import { localizedError } from "../error.ts";
import type { FigureType, Need } from "./contract.ts";

const found = import.meta.glob<FigureType>("./*/figure.ts", { eager: true, import: "default" });

export interface NamedFigure extends FigureType {
  readonly id: string;
}

export const FIGURES: readonly NamedFigure[] = Object.entries(found)
  .map(([path, figure]) => ({ ...figure, id: path.split("/")[1] ?? path }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/**
 * The figure type of a name.
 * @throws HeddleError `bad-spec`
 */
export function figureType(id: string): NamedFigure {
  const figure = FIGURES.find((candidate) => candidate.id === id);
  if (figure) return figure;
  const known = FIGURES.map((one) => one.id);
  throw localizedError("bad-spec", {
    en: [`There is no figure type "${id}".`, `Choose one of ${known.join(", ")}.`],
    zh: [`没有名为“${id}”的图。`, `请从 ${known.join("、")} 中选择。`],
  });
}

/** True when the captures have what a figure type needs. */
export function meetsNeeds(captures: readonly { role: string; branch?: string | undefined }[], needs: FigureType["needs"]): boolean {
  const has = ({ role, branches }: Need): boolean => {
    const all = captures.filter((capture) => capture.role === role);
    return branches ? branches.every((branch) => all.some((capture) => capture.branch === branch)) : all.length > 0;
  };
  return (needs.all ?? []).every(has) && (needs.any === undefined || needs.any.some(has));
}
