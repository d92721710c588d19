import { expect, test } from "vitest";
import { headName, headNames, parseHeadName } from "./headName.ts";
import { moveHead, moveKey, moveLayer, moveQuery } from "./move.ts";
import { FIRST_SELECTION, type Selection } from "./selection.ts";

const extent = { layers: 6, heads: 8, tokens: 10, causal: true };
const at = (change: Partial<Selection>): Selection => ({ ...FIRST_SELECTION, ...change });

test("the first key pins the last token looking at the first", () => {
  expect(moveQuery(FIRST_SELECTION, 1, extent)).toEqual({ query: 9, key: 0 });
  expect(moveKey(FIRST_SELECTION, -1, extent)).toEqual({ query: 9, key: 0 });
});

test("a causal key never passes its query; without a mask it may", () => {
  expect(moveQuery(at({ query: 5, key: 5 }), -2, extent)).toEqual({ query: 3, key: 3 });
  expect(moveKey(at({ query: 5, key: 5 }), 1, extent)).toEqual({ query: 5, key: 5 });
  expect(moveKey(at({ query: 5, key: 5 }), 1, { ...extent, causal: false })).toEqual({ query: 5, key: 6 });
});

test("the pair stays inside a text that became shorter", () => {
  expect(moveQuery(at({ query: 90, key: 80 }), 1, extent)).toEqual({ query: 9, key: 9 });
  expect(moveQuery(FIRST_SELECTION, 1, { ...extent, tokens: 0 })).toEqual({});
});

test("a zoomed region follows the pair", () => {
  const region = { row0: 4, row1: 8, column0: 0, column1: 4 };
  expect(moveQuery(at({ query: 7, key: 1, region }), 1, extent)).toEqual({
    query: 8,
    key: 1,
    region: { row0: 5, row1: 9, column0: 0, column1: 4 },
  });
  expect(moveQuery(at({ query: 6, key: 1, region }), 1, extent)).toEqual({ query: 7, key: 1 });
});

test("heads run on into the next layer and stop at the corners", () => {
  expect(moveHead(at({ heads: [{ layer: 1, head: 7 }] }), 1, extent)).toEqual({ heads: [{ layer: 2, head: 0 }] });
  expect(moveHead(FIRST_SELECTION, -1, extent)).toEqual({ heads: [{ layer: 0, head: 0 }] });
  expect(moveLayer(at({ heads: [{ layer: 5, head: 3 }] }), 1, extent)).toEqual({ heads: [{ layer: 5, head: 3 }] });
});

test("people count heads from 1", () => {
  expect(headName({ layer: 2, head: 4 })).toBe("L3H5");
  expect(parseHeadName(" l3 h5 ")).toEqual({ layer: 2, head: 4 });
  expect(parseHeadName("L0H1")).toBeNull();
  expect(headNames([0, 1, 2, 3].map((head) => ({ layer: 0, head })))).toBe("L1H1 and 3 more");
});
