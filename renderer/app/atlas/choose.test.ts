import { expect, test } from "vitest";
import { addHead, isChosen, neighbour } from "./choose.ts";

const at = (layer: number, head: number) => ({ layer, head });

test("shift adds a head and takes it away again, but never the last one", () => {
  const two = addHead([at(0, 0)], at(2, 4));
  expect(two).toEqual([at(0, 0), at(2, 4)]);
  expect(isChosen(two, at(2, 4))).toBe(true);
  expect(addHead(two, at(0, 0))).toEqual([at(2, 4)]);
  expect(addHead([at(2, 4)], at(2, 4))).toEqual([at(2, 4)]);
});

test("arrows move over the grid and stop at its edges", () => {
  expect(neighbour(at(1, 1), "ArrowRight", 6, 8)).toEqual(at(1, 2));
  expect(neighbour(at(0, 7), "ArrowRight", 6, 8)).toEqual(at(0, 7));
  expect(neighbour(at(5, 3), "ArrowDown", 6, 8)).toEqual(at(5, 3));
  expect(neighbour(at(5, 3), "Home", 6, 8)).toEqual(at(5, 0));
  expect(neighbour(at(5, 3), "a", 6, 8)).toBeNull();
});
