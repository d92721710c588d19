// No value that is not a number passes. To look at every value of a long run costs a tenth of the run itself, so where it
// is certain that a NaN or an infinity would have reached the logits, only they are looked at.
//
// What certainty rests on. By the vocabulary, the roles below are what the model computes with: residual -> value; map ->
// what multiplies the values -> context -> output -> residual -> logits. Each step is made of sums, products and norms,
// which give NaN for NaN (0 x NaN too, so a head that is switched off does not hide one); an infinity becomes NaN in the next
// norm of the residual, or before. Each value that the mask lets be seen has a part in some row of the logits: that of its
// query, or of its own token. What the mask hides is nobody's value and was never looked at. The exponential of -∞
// is a 0 like any other: queries, keys and scores are looked at in full, unless their layer's queries and keys are all there
// and too small for any of their products to leave the range of a float32.
//
// All this holds for IEEE arithmetic, which WebAssembly prescribes and WGSL does not: a shader may assume that there are
// no NaN. Where tokens choose modules, what a module computed for a token that did not choose it may be dropped. Measures
// beside the path (norms of shortcuts, sampled curves) reach no logits. All these are looked at in full.

import { localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import { firstNotFinite } from "../trace/finite.ts";
import { indicesOf } from "../trace/shape.ts";
import type { Capture, EngineInfo } from "../trace/trace.ts";
import type { Role } from "../trace/vocabulary.ts";

/** Far from 3.4e38, the largest float32, so that no scale and no bias of positions matters. */
const SMALL_PRODUCT = 1e30;
/** In the order in which a layer computes them, as far as the manifest's order does not say it. */
const FIRST_IN_LAYER: readonly Role[] = ["residual", "attention.query", "attention.key", "attention.value"];
const ON_THE_PATH: ReadonlySet<Role> = new Set<Role>([
  "residual",
  "attention.value",
  "attention.map",
  "attention.effective",
  "attention.context",
  "attention.output",
  "kernel.scores",
]);

/** Whose infinities an exponential may hide. */
const OF_PRODUCTS: ReadonlySet<Role> = new Set<Role>(["attention.query", "attention.key", "attention.scores"]);

/**
 * @param provider what computed the captures
 * @throws HeddleError `not-finite` that names the first place in the order of the computation
 */
export function checkFinite(captures: readonly Capture[], manifest: Manifest, provider: EngineInfo["provider"]): void {
  const causal = manifest.task === "causal";
  const placeIn = ({ data, axes, shape }: Capture): number => firstNotFinite(data, { axes, shape, causal });
  const logits = captures.filter(({ role }) => role === "logits");
  const reached = provider === "wasm" && !manifest.captures.some(({ role }) => role === "route.choice");
  const vouched = reached && logits.length > 0 && logits.every((capture) => placeIn(capture) < 0);
  const small = new Map<number | undefined, boolean>();
  const sure = ({ role, layer }: Capture): boolean => {
    if (role === "logits" || ON_THE_PATH.has(role)) return true;
    if (!OF_PRODUCTS.has(role)) return false;
    if (!small.has(layer)) small.set(layer, productsAreSmall(captures, layer));
    return small.get(layer) === true;
  };
  const doubtful = vouched ? captures.filter((capture) => !sure(capture)) : captures;
  for (const capture of inOrder(doubtful, manifest)) {
    const bad = placeIn(capture);
    if (bad < 0) continue;
    const { name, data, shape, axes } = capture;
    const place = `[${indicesOf(bad, shape).join(", ")}] (${axes.join(", ")})`;
    throw localizedError("not-finite", {
      en: [
        `Output "${name}" of ${manifest.title} holds ${data[bad]} at ${place}, so nothing of this run is shown.`,
        "Put changed knobs back, try another text, or export the model again.",
      ],
      zh: [
        `${manifest.title} 的输出“${name}”在 ${place} 处为 ${data[bad]}，因此不显示此次运行的任何结果。`,
        "请还原改动过的旋钮，换一段文本，或重新导出模型。",
      ],
    });
  }
}

/** Whether no product of a query and a key of this layer can be too large for a float32; false where they are not there. */
function productsAreSmall(captures: readonly Capture[], layer: number | undefined): boolean {
  const queries = captures.filter((capture) => capture.role === "attention.query" && capture.layer === layer);
  const keys = captures.filter((capture) => capture.role === "attention.key" && capture.layer === layer);
  const width = queries[0]?.shape.at(-1);
  return width !== undefined && keys.length > 0 && width * largest(queries) * largest(keys) < SMALL_PRODUCT;
}

/** The largest absolute value; a NaN is not one. */
function largest(captures: readonly Capture[]): number {
  let found = 0;
  for (const { data } of captures)
    for (let i = 0; i < data.length; i++) {
      const size = Math.abs(data[i] as number);
      if (size > found) found = size;
    }
  return found;
}

/** Captures by layer or step, what belongs to the whole model last; inside a layer as it is computed. */
function inOrder(captures: readonly Capture[], manifest: Manifest): Capture[] {
  const listed = new Map(manifest.captures.map(({ output }, place) => [output, place]));
  const keys = (capture: Capture): number[] => {
    const first = FIRST_IN_LAYER.indexOf(capture.role);
    return [
      capture.layer ?? capture.step ?? Number.MAX_VALUE,
      first < 0 ? FIRST_IN_LAYER.length : first,
      listed.get(capture.name) ?? Number.MAX_VALUE,
    ];
  };
  return captures
    .map((capture) => ({ capture, key: keys(capture) }))
    .sort((a, b) => a.key.map((value, i) => value - (b.key[i] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ capture }) => capture);
}
