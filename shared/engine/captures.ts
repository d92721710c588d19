// From what a session gave back to captures: the batch axis goes, shapes are held against what the manifest says, and
// no value that is not a number passes.

import { HeddleError } from "../error.ts";
import type { CaptureInfo, Manifest } from "../manifest/schema.ts";
import type { Capture } from "../trace/trace.ts";
import type { Axis } from "../trace/vocabulary.ts";
import type { SessionTensor } from "./contract.ts";
import { firstNotFinite } from "./finite.ts";

/**
 * What the manifest knows about the length of an axis; undefined where it says nothing.
 * `head` is not among them: an architecture may capture more maps than it counts heads.
 */
function expectedLength(axis: Axis, manifest: Manifest, tokens: number): number | undefined {
  if (axis === "query" || axis === "key" || axis === "token") return tokens;
  return axis === "vocabulary" ? manifest.size.vocabulary : undefined;
}

/**
 * @throws HeddleError `bad-model-file` when the shape contradicts the manifest, `not-finite` when a value is no number
 */
export function toCapture(entry: CaptureInfo, tensor: SessionTensor, manifest: Manifest, tokens: number): Capture {
  const { output: name, role, kind, axes } = entry;
  const [batch, ...shape] = tensor.shape;
  const fits = batch === 1 && shape.length === axes.length && axes.every((axis, i) => shape[i] === (expectedLength(axis, manifest, tokens) ?? shape[i]));
  if (!fits) {
    const wanted = ["1", ...axes.map((axis) => `${axis}${sizeNote(expectedLength(axis, manifest, tokens))}`)].join(", ");
    throw new HeddleError("bad-model-file", `Output "${name}" of ${manifest.title} has the shape [${tensor.shape.join(", ")}]; the manifest says [${wanted}].`, "Export the model again.");
  }
  const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data, Number);
  const bad = firstNotFinite(data);
  if (bad >= 0)
    throw new HeddleError(
      "not-finite",
      `Output "${name}" of ${manifest.title} holds ${data[bad]} at [${indices(bad, shape).join(", ")}] (${axes.join(", ")}), so nothing of this run is shown.`,
      "Put changed knobs back, try another text, or export the model again.",
    );
  const { layer, step, branch } = entry;
  return {
    name,
    role,
    kind,
    axes,
    shape,
    data,
    ...(layer === undefined ? {} : { layer }),
    ...(step === undefined ? {} : { step }),
    ...(branch === undefined ? {} : { branch }),
  };
}

const sizeNote = (size: number | undefined): string => (size === undefined ? "" : ` = ${size}`);

/** The place of a row-major element. */
function indices(flat: number, shape: readonly number[]): number[] {
  const out: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    out.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return out;
}
