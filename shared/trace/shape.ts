// Whether an array has the shape that the manifest promises, and the capture that it then is.

import type { CaptureInfo, Manifest } from "../manifest/schema.ts";
import type { Capture } from "./trace.ts";
import type { Axis } from "./vocabulary.ts";

/**
 * What is known about the length of an axis; undefined where it may be anything. `head` may: an architecture can
 * capture more maps than it counts heads.
 */
function knownLength(axis: Axis, manifest: Manifest, tokens: number): number | undefined {
  if (axis === "query" || axis === "key" || axis === "token") return tokens;
  return axis === "vocabulary" ? manifest.size.vocabulary : undefined;
}

/** Null when `shape` is right for the axes; else what it should have been, as "head, query = 7, key = 7". */
export function shapeProblem(axes: readonly Axis[], shape: readonly number[], manifest: Manifest, tokens: number): string | null {
  const fits = shape.length === axes.length && axes.every((axis, i) => shape[i] === (knownLength(axis, manifest, tokens) ?? shape[i]));
  if (fits) return null;
  return axes
    .map((axis) => {
      const length = knownLength(axis, manifest, tokens);
      return length === undefined ? axis : `${axis} = ${length}`;
    })
    .join(", ");
}

/** True for values laid out as rows of queries and columns of keys. */
export function axesAreMap(axes: readonly Axis[]): boolean {
  return axes.at(-2) === "query" && axes.at(-1) === "key";
}

/** The capture that an entry of the manifest and its values make. */
export function captureOf(entry: CaptureInfo, shape: readonly number[], data: Float32Array): Capture {
  const { output: name, role, kind, axes, layer, step, branch } = entry;
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

/** Place of a row-major element along each axis. */
export function indicesOf(flat: number, shape: readonly number[]): number[] {
  const out: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    out.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return out;
}
