import { expect, test } from "vitest";
import { rowNumbers } from "../../../shared/figures/diff-triptych/strip.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { differenceOf, lambdasOf } from "./readings.ts";

const trace = fixtureTrace({ two: true, layers: 3 });

test("the printed sum holds at every pair: A₁ − λ A₂ = A", () => {
  const maps = differenceOf(trace, 1, 0);
  if (!maps) throw new Error("the fixture has both maps");
  for (let query = 0; query < maps.first.rows; query++)
    for (let key = 0; key <= query; key++)
      expect(maps.first.value(query, key) - maps.lambda(query) * maps.second.value(query, key)).toBeCloseTo(
        maps.difference.value(query, key),
        6,
      );
});

test("rows of the difference sum to 1 − λ", () => {
  const maps = differenceOf(trace, 2, 1);
  if (!maps) throw new Error("the fixture has both maps");
  for (let query = 0; query < maps.first.rows; query++)
    expect(rowNumbers(maps.difference, query).sum).toBeCloseTo(1 - maps.lambda(query), 6);
});

test("λ of every layer, beside where it began", () => {
  expect(lambdasOf(trace).map(({ layer }) => layer)).toEqual([0, 1, 2]);
  expect(lambdasOf(trace)[0]?.initial).toBeCloseTo(0.2, 6);
});

test("a trace without the maps has no difference", () => {
  expect(differenceOf(fixtureTrace(), 0, 0)).toBeUndefined();
  expect(differenceOf(trace, 9, 0)).toBeUndefined();
});
