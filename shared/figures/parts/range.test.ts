import { expect, it } from "vitest";
import { extent, rangeFor } from "./range.ts";
import type { ColourSettings } from "./settings.ts";

const settings = (range: ColourSettings["range"]): ColourSettings => ({ sequential: "magma", diverging: "RdBu", scale: "linear", range });
/** As a causal map: its first row is 1, and the rest is small. */
const values = Float32Array.from({ length: 300 }, (_, i) => (i === 0 ? 1 : i / 1000));

it("ends at 1, at the largest value, at the 99th percentile, or where it is told", () => {
  const found = extent([values]);
  const ends = (["unit", "max", "p99", 0.5] as const).map((range) => rangeFor("probability", found, settings(range), "light"));
  expect(ends.map(({ origin }) => origin)).toEqual(["unit", "max", "p99", "given"]);
  expect(ends.map(({ scale }) => scale.high)).toEqual([1, 1, Math.fround(0.297), 0.5]);
});

it("takes the percentile of all values, not of the cells that are drawn for them", () => {
  const pooled = Float32Array.from([1, 0.299]);
  const range = rangeFor(
    "probability",
    extent([pooled], () => [values]),
    settings("p99"),
    "light",
  );
  expect(range.scale.high).toBeCloseTo(0.297);
});

it("counts a signed map by its distance from zero", () => {
  const signed = values.map((value, i) => (i % 2 ? -value : value));
  const { scale } = rangeFor("signed", extent([signed]), settings("p99"), "light");
  expect([scale.low, scale.high]).toEqual([-Math.fround(0.297), Math.fround(0.297)]);
});

it("ends at the largest value where nearly all are zero", () => {
  const sparse = new Float32Array(300).fill(0, 0, 299);
  sparse[7] = 0.4;
  const range = rangeFor("probability", extent([sparse]), settings("p99"), "light");
  expect([range.origin, range.scale.high]).toEqual(["max", Math.fround(0.4)]);
});
