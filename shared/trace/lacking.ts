// The error of whoever needs something of a trace that it does not hold.

import { type HeddleError, localizedError } from "../error.ts";
import { headName } from "../selection/headName.ts";
import type { HeadRef } from "../selection/selection.ts";
import type { Localized } from "../text.ts";

/** What a person can do about it. */
export const REMEDIES = {
  head: { en: "Choose another head.", zh: "请选择其他头。" },
  layer: { en: "Choose another layer, or run the model again with it.", zh: "请选择其他层，或连同它重新运行模型。" },
  heads: {
    en: "Choose other heads, or run the model again with these layers.",
    zh: "请选择其他头，或连同这些层重新运行模型。",
  },
  again: { en: "Run the model again with it.", zh: "请连同它重新运行模型。" },
} as const satisfies Record<string, Localized>;

/** `capture-missing`: "This trace has no `what`." */
export function lacking(what: Localized | string, remedy: Localized): HeddleError {
  const [en, zh] = typeof what === "string" ? [what, ` ${what}`] : [what.en, what.zh];
  return localizedError("capture-missing", { en: [`This trace has no ${en}.`, remedy.en], zh: [`此轨迹没有${zh}。`, remedy.zh] });
}

/** The same for what heads have, as a map: "This trace has no attention.map for L3H5." */
export function lackingOf(
  role: string,
  heads: readonly HeadRef[],
  remedy: Localized = heads.length > 1 ? REMEDIES.heads : REMEDIES.head,
): HeddleError {
  const names = heads.map(headName);
  return lacking({ en: `${role} for ${names.join(", ")}`, zh: ` ${names.join("、")} 的 ${role}` }, remedy);
}
