// What a head sums up and what it passes on: the weighted sum of the values before the norm of the head and after it, and
// how long both are.
//   RMS(o) = sqrt((1 / F) Σ_f o_f²), the size that the norm divides by (Differential Transformer, arXiv 2410.05258, eq. 3)

import { lackingOf } from "../../trace/lacking.ts";
import { type AttentionSource, denseSource } from "../../trace/source.ts";
import { type Capture, findCapture, type Trace } from "../../trace/trace.ts";
import type { Role } from "../../trace/vocabulary.ts";

export interface HeadOutput {
  /** Tokens down, features across. */
  readonly before: AttentionSource;
  readonly after: AttentionSource;
  /** Root mean square of each token's vector. */
  readonly sizes: { readonly before: Float64Array; readonly after: Float64Array };
  /** Whether every value is the same before and after: the model has no norm there. */
  readonly same: boolean;
}

/** A capture [head, token, feature] as maps of tokens by features. */
const asMap = (capture: Capture): Capture => ({ ...capture, axes: ["head", "query", "key"] });

/** Root mean square of each row. */
function rootMeanSquares({ rows, columns, value }: AttentionSource): Float64Array {
  return Float64Array.from({ length: rows }, (_, token) => {
    let sum = 0;
    for (let feature = 0; feature < columns; feature++) sum += value(token, feature) ** 2;
    return Math.sqrt(sum / columns);
  });
}

/** @throws HeddleError `capture-missing` */
export function headOutput(trace: Trace, layer: number, head: number): HeadOutput {
  const read = (role: Role): AttentionSource => {
    const capture = findCapture(trace.captures, role, { layer });
    if (capture && head < (capture.shape[0] ?? 0)) return denseSource(asMap(capture), head, false);
    throw lackingOf(role, [{ layer, head }]);
  };
  const [before, after] = [read("attention.context"), read("attention.output")];
  let same = true;
  for (let token = 0; token < before.rows && same; token++)
    for (let feature = 0; feature < before.columns && same; feature++) same = before.value(token, feature) === after.value(token, feature);
  return { before, after, sizes: { before: rootMeanSquares(before), after: rootMeanSquares(after) }, same };
}
