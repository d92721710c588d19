import { expect, test } from "vitest";
import { headName, headNames, parseHeadName } from "./headName.ts";

test("people count heads from 1", () => {
  expect(headName({ layer: 2, head: 4 })).toBe("L3H5");
  expect(parseHeadName(" l3 h5 ")).toEqual({ layer: 2, head: 4 });
  expect(parseHeadName("L0H1")).toBeNull();
  expect(headNames([0, 1, 2, 3].map((head) => ({ layer: 0, head })))).toBe("L1H1 and 3 more");
});
