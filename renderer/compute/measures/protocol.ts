// What crosses between the window and the worker that measures heads.

import type { HeadContext } from "../../../shared/analysis/contract.ts";
import type { ErrorReport } from "../../../shared/error.ts";
import type { HeadMeasures, MeasuredCapture } from "../../../shared/measures/measure.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import type { TextRange } from "../../../shared/spans/pattern.ts";

export type MeasureReply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport };

export interface MeasureThread {
  /** Keeps one layer's maps under a name, layers in order. Another name lets go of all that was kept before. */
  hold(name: string, capture: MeasuredCapture): void;
  /** Lets go of everything. */
  release(): void;
  /** The measures of what is kept under a name. */
  measure(name: string, map: MapChoice, causal: boolean, context: HeadContext): Promise<MeasureReply<HeadMeasures>>;
  /** Where a pattern stands in a text. */
  match(text: string, pattern: string): Promise<MeasureReply<TextRange[]>>;
}
