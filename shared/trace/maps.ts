// Which maps a trace has, in the vocabulary's words: the list behind every map picker.

import type { MapChoice } from "../selection/selection.ts";
import { type AttentionSource, denseSource } from "./source.ts";
import { type Capture, findCapture, type Trace } from "./trace.ts";
import { isRole, ROLE_NAMES, ROLES, type Role } from "./vocabulary.ts";

/** Roles whose captures are one map a head, or one a channel or group of channels where there are no heads. */
export const MAP_ROLES: readonly Role[] = ROLE_NAMES.filter((role) => ROLES[role].axes[0]?.slice(1).join() === "query,key");

/** True when keys after the query are hidden from it. */
export function isCausal(trace: Pick<Trace, "manifest">): boolean {
  return trace.manifest.task === "causal";
}

/**
 * The maps a model offers, best first: what multiplies the values (`attention.effective`), then probabilities, then
 * the rest in vocabulary order; branches in the manifest's order.
 */
export function mapChoices(captures: readonly { role: Role; branch?: string | undefined }[]): MapChoice[] {
  const rank = (role: Role): number => (role === "attention.effective" ? -2 : role === "attention.map" ? -1 : MAP_ROLES.indexOf(role));
  const found = new Map<string, MapChoice & { rank: number }>();
  for (const { role, branch } of captures) {
    if (!MAP_ROLES.includes(role)) continue;
    const key = `${role}/${branch ?? ""}`;
    if (!found.has(key)) found.set(key, { role, ...(branch === undefined ? {} : { branch }), rank: rank(role) });
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank).map(({ rank: _, ...choice }) => choice);
}

/** The map that a selection means in a model: its own choice where the model has it, else the model's best; null where there are no maps. */
export function chosenMap(captures: readonly { role: Role; branch?: string | undefined }[], wanted: MapChoice | null): MapChoice | null {
  const choices = mapChoices(captures);
  return choices.find(({ role, branch }) => role === wanted?.role && branch === wanted.branch) ?? choices[0] ?? null;
}

/** The captures behind a map choice, one a layer, in layer order. */
export function mapCaptures(trace: Trace, choice: MapChoice): Capture[] {
  return trace.captures
    .filter((capture) => capture.role === choice.role && capture.branch === choice.branch)
    .sort((a, b) => (a.layer ?? 0) - (b.layer ?? 0));
}

/** One head's map, or undefined where the trace does not hold it. */
export function headSource(trace: Trace, choice: MapChoice, layer: number, head: number): AttentionSource | undefined {
  if (!isRole(choice.role)) return undefined;
  const capture = findCapture(trace.captures, choice.role, { layer, ...(choice.branch === undefined ? {} : { branch: choice.branch }) });
  if (!capture || head >= (capture.shape[0] ?? 0)) return undefined;
  return denseSource(capture, head, isCausal(trace));
}
