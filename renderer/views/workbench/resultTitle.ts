// What a result of many prompts is called wherever one is chosen.

import type { DatasetResult } from "../../../shared/dataset/result.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import { mapTitle } from "../parts/names.ts";
import { SAY } from "./texts.ts";

/** "Vanilla without L3H1, attention probabilities, prompts.txt, n = 50". */
export function resultTitle({ model, map, prompts, each, complete, ablation }: DatasetResult, language: Language): string {
  const set = ablation?.set ?? [];
  const name = set.length === 0 ? model.title : SAY.without[language](model.title, headNames(set, language));
  return SAY.result[language](name, mapTitle(map, language), prompts, each.length, complete);
}
