// How heads and tokens are named for a person. One convention for the whole app, its captions and its error messages:
// everything a person reads is counted from 1 ("L3H5" is the third layer's fifth head, token 1 is the start token);
// code, figure specs, files and traces count from 0.

import type { HeadRef } from "./selection.ts";

/** "L3H5" for { layer: 2, head: 4 }. */
export function headName({ layer, head }: HeadRef): string {
  return `L${layer + 1}H${head + 1}`;
}

/** The head that a person named ("L3H5", "l3 h5"); null when it is not such a name. It may lie outside the model. */
export function parseHeadName(text: string): HeadRef | null {
  const match = /^\s*l\s*(\d{1,4})[\s.,]*h\s*(\d{1,4})\s*$/i.exec(text);
  const [layer, head] = [Number(match?.[1]), Number(match?.[2])];
  return layer >= 1 && head >= 1 ? { layer: layer - 1, head: head - 1 } : null;
}

/** The heads of a list as one short text: "L3H5", "L3H5, L4H1", "L3H5 and 6 more". */
export function headNames(heads: readonly HeadRef[], language: "en" | "zh" = "en"): string {
  const names = heads.map(headName);
  if (names.length <= 3) return names.join(language === "zh" ? "、" : ", ");
  return language === "zh" ? `${names[0]} 等 ${names.length} 个头` : `${names[0]} and ${names.length - 1} more`;
}

/** "3" for the token at index 2. */
export function tokenNumber(index: number): string {
  return String(index + 1);
}
