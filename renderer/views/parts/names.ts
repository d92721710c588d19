// What maps are called in pickers, cards and summaries.

import { MAP_NAMES } from "../../../shared/figures/parts/words.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { isRole } from "../../../shared/trace/vocabulary.ts";

/** "attention probabilities", "attention probabilities, map 1". */
export function mapTitle({ role, branch }: MapChoice, language: Language): string {
  const name = (isRole(role) ? MAP_NAMES[role]?.[language] : undefined) ?? role;
  if (branch === undefined) return name;
  const numbered = /^\d+$/.test(branch);
  return language === "zh" ? `${name}（${numbered ? `图 ${branch}` : branch}）` : `${name}, ${numbered ? `map ${branch}` : branch}`;
}

/** A choice as a word, for the value of a picker. */
export function mapKey({ role, branch }: MapChoice): string {
  return branch === undefined ? role : `${role}/${branch}`;
}
