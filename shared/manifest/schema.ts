// What models/<id>/manifest.json must hold. The foundry writes it (checked against the JSON Schema made from this
// file), every host reads it; past `parseManifest` nothing is checked again.

import * as v from "valibot";
import { AXES, isRole, KINDS, type Role } from "../trace/vocabulary.ts";

const text = v.strictObject({ en: v.pipe(v.string(), v.minLength(1)), zh: v.pipe(v.string(), v.minLength(1)) });
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a sha256 is 64 hexadecimal digits"));
/** A file beside the manifest, or in a sibling folder of it; never an absolute path or an address. */
const file = v.pipe(
  v.string(),
  v.regex(/^(\.\.\/)?([A-Za-z0-9][A-Za-z0-9._-]*\/)*[A-Za-z0-9][A-Za-z0-9._-]*$/, "a file name relative to the manifest"),
);
export const identifier = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens"));

const fileEntry = v.strictObject({ file, bytes: count, sha256 });

const capture = v.strictObject({
  /** Name of the graph output; also the key in a saved trace. */
  output: v.pipe(v.string(), v.minLength(1)),
  role: v.pipe(
    v.string(),
    v.check(
      (word) => isRole(word),
      (issue) => `unknown role "${String(issue.input)}"`,
    ),
    v.transform((word) => word as Role),
  ),
  layer: v.optional(index),
  step: v.optional(index),
  /** Which of several captures of one role and place: "1"/"2" (DIFF maps), "pre"/"post", "attention"/"ffn". */
  branch: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Axes after the batch axis, in order. */
  axes: v.array(v.picklist(AXES)),
  kind: v.picklist(KINDS),
});

const knob = v.strictObject({
  /** Name of the graph input. */
  input: v.pipe(v.string(), v.minLength(1)),
  title: text,
  text,
  axes: v.array(v.picklist(AXES)),
  shape: v.array(count),
  /** Every element of the default; it changes nothing. */
  default: v.number(),
  minimum: v.number(),
  maximum: v.number(),
  /**
   * `factor`, also when absent: multiplies what the model computes. `value`: stands in its place. `switch`: on from the
   * middle of its range up, off below.
   */
  acts: v.optional(v.picklist(["factor", "value", "switch"])),
  /** Elements below this are not set, and what the model learned stands. Absent: every element counts. */
  setFrom: v.optional(v.number()),
});

const equation = v.strictObject({ tex: v.string(), text, source: v.string() });

const accuracy = v.strictObject({
  needles: count,
  queries: count,
  /** Length of the prompts in tokens. */
  length: count,
  /** Depth of the answer's needle in percent of the haystack; absent when all depths are pooled. */
  depth: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  correct: index,
  total: count,
});

const training = v.strictObject({
  tokens: count,
  seconds: v.number(),
  seed: index,
  data: text,
  recipe: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
});

const evaluation = v.strictObject({
  command: v.string(),
  books: v.array(v.string()),
  natsPerToken: v.number(),
  bitsPerByte: v.number(),
  tokens: count,
  retrieval: v.array(accuracy),
});

export const manifestSchema = v.strictObject({
  format: v.literal("heddle-model/1"),
  id: identifier,
  title: v.string(),
  architecture: v.strictObject({
    id: identifier,
    name: v.string(),
    paper: v.strictObject({ title: v.string(), authors: v.string(), year: count, url: v.pipe(v.string(), v.startsWith("https://")) }),
    equations: v.array(equation),
    notes: text,
  }),
  size: v.strictObject({
    layers: count,
    /** Attention heads a layer, as the architecture counts them (a differential pair is one head). 0: none. */
    heads: index,
    /** Of a model without heads: groups of neighbouring channels a layer that have a map each. */
    groups: v.optional(count),
    headWidth: index,
    width: count,
    vocabulary: count,
    /** Longest input in tokens, the start token included. */
    context: count,
    parameters: count,
  }),
  /** `causal`: predicts the next token and sees the past; `masked`: fills <mask> and sees everything. */
  task: v.picklist(["causal", "masked"]),
  tokenizer: v.strictObject({ ...fileEntry.entries, bos: v.optional(index), pad: v.optional(index), mask: v.optional(index) }),
  graph: v.strictObject({ ...fileEntry.entries, opset: count }),
  /** The stored prompt: an .npz of `__text__`, `tokens` and captures as PyTorch computed them, which a GPU is held to. */
  probe: v.optional(fileEntry),
  /** Graph input of token ids: int64 [1, tokens]. */
  input: v.pipe(v.string(), v.minLength(1)),
  captures: v.pipe(v.array(capture), v.minLength(1)),
  knobs: v.array(knob),
  training: v.nullable(training),
  evaluation: v.nullable(evaluation),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type CaptureInfo = Manifest["captures"][number];
export type KnobInfo = Manifest["knobs"][number];
