// Analyses are found, not listed: a folder with an analysis.ts is one and its name is its id.

import type { Analysis } from "./contract.ts";

const found = import.meta.glob<Analysis>("./*/analysis.ts", { eager: true, import: "default" });

export type NamedAnalysis = Analysis & { readonly id: string };

export const ANALYSES: readonly NamedAnalysis[] = Object.entries(found)
  .map(([path, analysis]) => ({ ...analysis, id: path.split("/")[1] ?? path }))
  .sort((a, b) => (a.id < b.id ? -1 : 1));
