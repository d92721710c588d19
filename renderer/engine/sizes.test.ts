import { expect, it } from "vitest";
import { createSizes } from "./sizes.ts";

const float = (...dims: number[]) => ({ type: "float32", dims });
const tokens = (count: number) => ({ tokens: { type: "int64", dims: [1, count] }, head_mask: float(6, 8) });

it("adds up what runs of one shape fetched, each output once", () => {
  const sizes = createSizes();
  expect(sizes.after(tokens(5), { logits: float(1, 5, 10), map: float(1, 2, 5, 5) })).toEqual([200, 200]);
  expect(sizes.after(tokens(5), { logits: float(1, 5, 10), scores: float(1, 3, 5, 5) })).toEqual([200, 200, 300]);
});

it("begins anew when the number of tokens changes", () => {
  const sizes = createSizes();
  sizes.after(tokens(5), { logits: float(1, 5, 10), map: float(1, 2, 5, 5) });
  expect(sizes.after(tokens(6), { logits: float(1, 6, 10) })).toEqual([240]);
});

it("counts float outputs only", () => {
  expect(createSizes().after(tokens(2), { choice: { type: "int64", dims: [2, 3] } })).toEqual([]);
});
