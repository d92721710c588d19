import { expect, it } from "vitest";
import { mapExtent } from "./mapExtent.ts";
import type { Manifest } from "./schema.ts";

const sized = (size: Partial<Manifest["size"]>) =>
  ({ size: { layers: 6, heads: 0, headWidth: 0, width: 128, vocabulary: 9, context: 9, parameters: 9, ...size } }) as const;

it("counts heads, or groups of channels where there are none", () => {
  expect(mapExtent(sized({ heads: 8 }))).toEqual({ layers: 6, heads: 8 });
  expect(mapExtent(sized({ groups: 4 }))).toEqual({ layers: 6, heads: 4 });
  expect(mapExtent(sized({}))).toEqual({ layers: 6, heads: 0 });
});

it("is the same object for the same manifest", () => {
  const manifest = sized({ groups: 4 });
  expect(mapExtent(manifest)).toBe(mapExtent(manifest));
});
