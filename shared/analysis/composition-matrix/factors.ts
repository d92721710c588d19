// What is kept of the matrices that mix heads. For one (query i, key j) pair the H numbers of all heads, as a row a,
// become a M_ij, before the softmax ("pre") and after it ("post"):
//   M_ij = S + Q_i + K_j,  S = I + W_b,  Q_i = Σ_r w1_irᵀ w2_ir + diag(g_i),  K_j likewise
//   (Dynamically Composable Multi-Head Attention, Xiao et al. 2024, arXiv 2405.08553, Fig. 2)
// All pairs together would be T²·H² numbers; the factors are T·H·(2R + 1) a side, so these are captured and a matrix is
// built only for the pair that is looked at.

import type { MapChoice } from "../../selection/selection.ts";
import { type Capture, findCapture, type Trace } from "../../trace/trace.ts";

export const STAGES = ["pre", "post"] as const;
/** Before or after the softmax. */
export type Stage = (typeof STAGES)[number];

/** The maps that a stage takes and gives: M_ij turns the first, at the pair, into the second. */
export const STAGE_MAPS: Readonly<Record<Stage, { readonly before: MapChoice; readonly after: MapChoice }>> = {
  pre: { before: { role: "attention.scores" }, after: { role: "compose.scores" } },
  post: { before: { role: "attention.map" }, after: { role: "attention.effective" } },
};

/** What one token adds to the matrices of its row (as a query) or of its column (as a key). */
export interface Side {
  /** [token, rank, head]: contracts the heads that come in. */
  readonly w1: ArrayLike<number>;
  /** [token, rank, head]: writes the heads that go out. */
  readonly w2: ArrayLike<number>;
  /** [token, head]: added to the diagonal. */
  readonly gate: ArrayLike<number>;
}

export interface Factors {
  readonly heads: number;
  readonly rank: number;
  readonly tokens: number;
  /** S [head in, head out], the identity included. */
  readonly static: ArrayLike<number>;
  /** null: the model composes without this side. */
  readonly query: Side | null;
  readonly key: Side | null;
}

/** The stages that a model composes at. */
export function stagesOf(captures: readonly { readonly role: string; readonly branch?: string | undefined }[]): Stage[] {
  return STAGES.filter((stage) => captures.some(({ role, branch }) => role === "compose.static" && branch === stage));
}

/** True for a capture of the factors of some stage. */
export function isFactor({ role }: { readonly role: string }): boolean {
  return role === "compose.static" || role === "compose.query" || role === "compose.key";
}

/**
 * The factors of a layer and stage.
 * @returns undefined when the trace lacks one that the model has: M without it would be another matrix
 */
export function factorsOf(trace: Pick<Trace, "manifest" | "captures">, layer: number, stage: Stage): Factors | undefined {
  const fixed = findCapture(trace.captures, "compose.static", { layer, branch: stage });
  if (!fixed) return undefined;
  const heads = fixed.shape[1] ?? 0;
  const sides = { query: sideOf(trace, "compose.query", layer, stage), key: sideOf(trace, "compose.key", layer, stage) };
  if (sides.query === undefined || sides.key === undefined) return undefined;
  const [tokens = 0, rank = 0] = (sides.query ?? sides.key)?.shape ?? [];
  return { heads, rank, tokens, static: fixed.data, query: sides.query?.side ?? null, key: sides.key?.side ?? null };
}

/** null: the model has no such side; undefined: it has, and the trace does not hold it. */
function sideOf(
  { manifest, captures }: Pick<Trace, "manifest" | "captures">,
  role: "compose.query" | "compose.key",
  layer: number,
  stage: Stage,
): { readonly side: Side; readonly shape: readonly number[] } | null | undefined {
  const part = (name: string): Capture | undefined => findCapture(captures, role, { layer, branch: `${stage}.${name}` });
  const [w1, w2, gate] = [part("w1"), part("w2"), part("gate")];
  if (w1 && w2 && gate) return { side: { w1: w1.data, w2: w2.data, gate: gate.data }, shape: w1.shape };
  const has = manifest.captures.some((entry) => entry.role === role && entry.layer === layer && entry.branch?.startsWith(`${stage}.`));
  return has ? undefined : null;
}
