// How many maps a model has: of heads, or of groups of channels where it has no heads. Both are numbered alike, layer by layer.

import type { HeadExtent } from "../selection/second.ts";
import type { Manifest } from "./schema.ts";

const kept = new WeakMap<Manifest["size"], HeadExtent>();

/** Layers, and the maps of one kind in each. The same object for the same manifest: stores compare what they have read. */
export function mapExtent({ size }: Pick<Manifest, "size">): HeadExtent {
  const known = kept.get(size) ?? { layers: size.layers, heads: size.heads > 0 ? size.heads : (size.groups ?? 0) };
  kept.set(size, known);
  return known;
}
