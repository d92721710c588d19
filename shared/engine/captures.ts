// From what a session gave back to captures: the batch axis goes, shapes are held against what the manifest says, and
// no value that is not a number passes.

import { HeddleError } from "../error.ts";
import type { CaptureInfo, Manifest } from "../manifest/schema.ts";
import { firstNotFinite } from "../trace/finite.ts";
import { captureOf, indicesOf, shapeProblem } from "../trace/shape.ts";
import type { Capture } from "../trace/trace.ts";
import type { SessionTensor } from "./contract.ts";

/**
 * @throws HeddleError `bad-model-file` when the shape contradicts the manifest, `not-finite` when a value is no number
 */
export function toCapture(entry: CaptureInfo, tensor: SessionTensor, manifest: Manifest, tokens: number): Capture {
  const { output, axes } = entry;
  const [batch, ...shape] = tensor.shape;
  const wanted = shapeProblem(axes, shape, manifest, tokens);
  if (wanted !== null || batch !== 1)
    throw new HeddleError(
      "bad-model-file",
      `Output "${output}" of ${manifest.title} has the shape [${tensor.shape.join(", ")}]; the manifest says [1, ${wanted ?? axes.join(", ")}].`,
      "Export the model again.",
    );
  const data = tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data, Number);
  const bad = firstNotFinite(data, { axes, shape, causal: manifest.task === "causal" });
  if (bad >= 0)
    throw new HeddleError(
      "not-finite",
      `Output "${output}" of ${manifest.title} holds ${data[bad]} at [${indicesOf(bad, shape).join(", ")}] (${axes.join(", ")}), so nothing of this run is shown.`,
      "Put changed knobs back, try another text, or export the model again.",
    );
  return captureOf(entry, shape, data);
}
