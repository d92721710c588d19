// How many maps a model has: of heads, or of groups of channels where it has no heads. Both are numbered alike, layer by layer.

import type { HeadExtent } from "../selection/second.ts";
import type { Manifest } from "./schema.ts";

/** Layers, and the maps of one kind in each. */
export function mapExtent({ size }: Pick<Manifest, "size">): HeadExtent {
  return { layers: size.layers, heads: size.heads > 0 ? size.heads : (size.groups ?? 0) };
}
