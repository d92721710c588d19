// From what a session gave back to captures: the batch axis goes, and shapes are held against what the manifest says.

import { localizedError } from "../error.ts";
import type { CaptureInfo, Manifest } from "../manifest/schema.ts";
import { captureOf, shapeProblem } from "../trace/shape.ts";
import type { Capture } from "../trace/trace.ts";
import type { SessionTensor } from "./contract.ts";

/** @throws HeddleError `bad-model-file` when the shape contradicts the manifest */
export function toCapture(entry: CaptureInfo, tensor: SessionTensor, manifest: Manifest, tokens: number): Capture {
  const { output, axes } = entry;
  const [batch, ...shape] = tensor.shape;
  const wanted = shapeProblem(axes, shape, manifest, tokens);
  if (wanted !== null || batch !== 1)
    throw localizedError("bad-model-file", {
      en: [
        `Output "${output}" of ${manifest.title} has the shape [${tensor.shape.join(", ")}]; the manifest says [1, ${wanted ?? axes.join(", ")}].`,
        "Export the model again.",
      ],
      zh: [
        `${manifest.title} 的输出“${output}”形状为 [${tensor.shape.join(", ")}]，而清单写的是 [1, ${wanted ?? axes.join(", ")}]。`,
        "请重新导出模型。",
      ],
    });
  return captureOf(entry, shape, tensor.data instanceof Float32Array ? tensor.data : Float32Array.from(tensor.data, Number));
}
