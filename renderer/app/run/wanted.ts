// Which graph outputs a run must fetch: what the open view reads, what the atlas draws, and the logits. Nothing else is
// copied out of the session.

import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { View } from "../../views/contract.ts";
import { atlasOutputs } from "../atlas/outputs.ts";

/** Names of the outputs, each once, in the manifest's order. */
export function wantedOutputs(manifest: Manifest, view: Pick<View, "outputs"> | undefined, selection: Selection): string[] {
  const wanted = new Set([...atlasOutputs(manifest, selection), ...(view?.outputs(manifest, selection) ?? [])]);
  return manifest.captures.filter(({ output, role }) => wanted.has(output) || role === "logits").map(({ output }) => output);
}

/** Those of `outputs` that the trace does not hold. */
export function missingOutputs(trace: Trace | null, outputs: readonly string[]): string[] {
  const held = new Set(trace?.captures.map(({ name }) => name));
  return outputs.filter((output) => !held.has(output));
}

/**
 * A trace with more of its captures, from a second run of the same input on the same engine.
 * @returns `more` alone when the engine changed in between, since two engines differ in the last digits
 */
export function mergeTraces(trace: Trace, more: Trace): Trace {
  if (trace.engine.provider !== more.engine.provider) return more;
  const names = new Set(more.captures.map(({ name }) => name));
  return { ...more, captures: [...trace.captures.filter(({ name }) => !names.has(name)), ...more.captures] };
}
