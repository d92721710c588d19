import * as v from "valibot";
import { identifier, type Manifest } from "./schema.ts";

/**
 * The manifest of a model under the name by which it is found, its folder's: two versions of one model, the second begun
 * as a copy of the first, stay apart in whatever is made of them. A name that is no id leaves the manifest's own.
 */
export function knownAs(manifest: Manifest, name: string): Manifest {
  return name === manifest.id || !v.is(identifier, name) ? manifest : { ...manifest, id: name };
}
