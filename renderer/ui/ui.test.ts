import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactFloat32 } from "./exact.ts";
import { parseProse } from "./prose.ts";

describe("exactFloat32", () => {
  it("gives the number back, for every float32", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(exactFloat32(value).replace("\u2212", "-").replace("\u2212", "-")))).toBe(
          Object.is(value, -0) ? -0 : value,
        );
      }),
    );
  });
  it("writes no more digits than a float32 has", () => {
    expect(exactFloat32(Math.fround(0.1))).toBe("0.1");
    expect(exactFloat32(Math.fround(-0.75))).toBe("\u22120.75");
    expect(exactFloat32(Number.NaN)).toBe("NaN");
  });
});

describe("parseProse", () => {
  it("knows paragraphs, strong, emphasis and code, and nothing else", () => {
    expect(parseProse("A **b** *c* `d`\nnext\n\n<b>e</b>")).toEqual([
      [
        { text: "A ", style: "plain" },
        { text: "b", style: "strong" },
        { text: " ", style: "plain" },
        { text: "c", style: "emphasis" },
        { text: " ", style: "plain" },
        { text: "d", style: "code" },
        { text: " next", style: "plain" },
      ],
      [{ text: "<b>e</b>", style: "plain" }],
    ]);
  });
});
