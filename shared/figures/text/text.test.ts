import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, shorten, wrap } from "./label.ts";
import { textBox, textWidth } from "./measure.ts";
import { formatShare, formatValue } from "./number.ts";

describe("widths", () => {
  it("are those of the font's tables", () => {
    // Advance widths of Inter 400 at 2048 units an em, read with a font editor: space 576, i 507, W 1893.
    expect(textWidth("iW", 2048)).toBeCloseTo(textWidth("i", 2048) + textWidth("W", 2048), 9);
    expect(textWidth("i", 10)).toBeLessThan(textWidth("W", 10) / 2);
    expect(textWidth("0", 10)).toBeGreaterThan(5);
    expect(textWidth("abc", 10, 600)).toBeGreaterThan(textWidth("abc", 10, 400));
  });

  it("are one em for Chinese, nothing for combining marks", () => {
    expect(textWidth("词元", 8)).toBe(16);
    expect(textWidth("e\u0301", 8)).toBe(textWidth("e", 8));
  });

  it("turn with the text", () => {
    const mark = { type: "text", x: 50, y: 50, text: "query", size: 10, fill: "#000000", anchor: "middle", baseline: "middle" } as const;
    const [flat, upright] = [textBox(mark), textBox({ ...mark, rotate: -90 })];
    expect(upright.width).toBeCloseTo(flat.height, 9);
    expect(upright.height).toBeCloseTo(flat.width, 9);
  });
});

describe("labels", () => {
  it("show what cannot be seen", () => {
    expect(printable("a\u0000b\u202ec\nd\ud800")).toBe("a⟨00⟩b⟨202e⟩c⏎d\ufffd");
    expect(printable("👩‍👩‍👧‍👦 ␣the")).toBe("👩‍👩‍👧‍👦 ␣the");
  });

  it("are shortened in the middle to the width, whole characters only", () => {
    expect(shorten("unbelievable", 1000, 7)).toBe("unbelievable");
    const short = shorten("unbelievable", 30, 7);
    expect(short).toMatch(/^un.*…/);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.double({ min: 0, max: 60, noNaN: true }), (text, width) => {
        const label = printable(text);
        const cut = shorten(label, width, 7);
        expect(textWidth(cut, 7)).toBeLessThanOrEqual(width + 1e-9);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });

  it("wrap within a width and lose no word that fits", () => {
    const text = "Keys after the query are masked. 查询之后的键被掩蔽。";
    const lines = wrap(text, 60, 7);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(textWidth(line, 7)).toBeLessThanOrEqual(60);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });
});

describe("numbers", () => {
  it.each([
    [0, "0"],
    [1, "1"],
    [0.25, "0.25"],
    [0.12345, "0.123"],
    [0.012345, "0.0123"],
    [12.345, "12.3"],
    [123456, "123456"],
    [-0.5, "\u22120.5"],
    [0.0000123, "1.23e\u22125"],
    [2.5e7, "2.5e7"],
    [Number.NaN, "—"],
    [Number.NEGATIVE_INFINITY, "\u2212∞"],
  ])("%d is %s", (value, text) => expect(formatValue(value)).toBe(text));

  it("shares have a decimal under ten percent", () => {
    expect([0, 0.004, 0.0999, 0.5, 1].map(formatShare)).toEqual(["0%", "0.4%", "10.0%", "50%", "100%"]);
  });
});
