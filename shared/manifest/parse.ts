// The door for manifests: JSON in, a Manifest or one clear sentence out.

import * as v from "valibot";
import { HeddleError } from "../error.ts";
import { ROLES } from "../trace/vocabulary.ts";
import { type Manifest, manifestSchema } from "./schema.ts";

/**
 * Checks a manifest.
 * @param json what JSON.parse returned
 * @param where the file's name, for the error's sentence
 * @throws HeddleError `bad-manifest` naming the first field that is wrong
 */
export function parseManifest(json: unknown, where: string): Manifest {
  const result = v.safeParse(manifestSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    const path = v.getDotPath(issue) ?? "the file as a whole";
    throw new HeddleError(
      "bad-manifest",
      `${where}: ${path}: ${issue.message}.`,
      "Export the model again, or correct the manifest by hand.",
    );
  }
  const manifest = result.output;
  const problem = contradiction(manifest);
  if (problem) throw new HeddleError("bad-manifest", `${where}: ${problem}.`, "Export the model again, or correct the manifest by hand.");
  return manifest;
}

/** What the fields say about one another that cannot be true; null when they agree. */
function contradiction(manifest: Manifest): string | null {
  const outputs = new Set<string>();
  for (const capture of manifest.captures) {
    if (outputs.has(capture.output)) return `capture "${capture.output}" is listed twice`;
    outputs.add(capture.output);
    const known = ROLES[capture.role];
    const axes = capture.axes.join(", ");
    if (!known.axes.some((allowed) => allowed.join(", ") === axes))
      return `capture "${capture.output}": ${capture.role} has no axes [${axes}]; it may have [${known.axes.map((allowed) => allowed.join(", ")).join("] or [")}]`;
    if (!(known.kinds as readonly string[]).includes(capture.kind))
      return `capture "${capture.output}": ${capture.role} is never a ${capture.kind}`;
    if (known.place === "layer" && capture.layer === undefined) return `capture "${capture.output}": ${capture.role} needs a layer`;
  }
  for (const knob of manifest.knobs) {
    if (knob.axes.length !== knob.shape.length) return `knob "${knob.input}": ${knob.axes.length} axes but ${knob.shape.length} sizes`;
    if (!(knob.minimum <= knob.default && knob.default <= knob.maximum)) return `knob "${knob.input}": its default is outside its range`;
  }
  if (!manifest.captures.some((capture) => capture.role === "logits")) return `no capture has the role "logits"`;
  return null;
}
