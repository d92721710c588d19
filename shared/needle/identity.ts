// Which experiment a finished cell belongs to: the same questions about the same text to the same models.

import { sha256Hex } from "../sha256.ts";
import type { NeedleResult } from "./result.ts";

/** Equal for two runs whose cells may stand in one result. */
export function identityOf({ spec, haystack, models }: Pick<NeedleResult, "spec" | "haystack" | "models">): string {
  return sha256Hex(JSON.stringify([spec, haystack, models.map(({ id, sha256, tokenizer }) => [id, sha256, tokenizer])], sorted));
}

/** Keys in one order, wherever the object was made. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
