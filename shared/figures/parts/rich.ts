// Short formulas in running text: "A_1 − λA_2" with its digits as subscripts. Inter's files have no subscript digits,
// and characters from another font would stand out.

import type { TextMark } from "../scene.ts";
import { textWidth, type Weight } from "../text/measure.ts";

/** Size of a subscript, and how far its middle lies under that of the text, in ems of the text. */
const SUBSCRIPT = 0.72;
const DROP = 0.24;

interface Run {
  readonly text: string;
  readonly low: boolean;
}

function runs(text: string): Run[] {
  return text
    .split(/(_.)/u)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("_") && part.length > 1 ? { text: part.slice(1), low: true } : { text: part, low: false }));
}

export function richWidth(text: string, size: number, weight: Weight = 400): number {
  return runs(text).reduce((sum, run) => sum + textWidth(run.text, run.low ? size * SUBSCRIPT : size, weight), 0);
}

/** The text as marks one after another, beginning at x. */
export function richText(
  text: string,
  style: Pick<TextMark, "x" | "y" | "size" | "fill" | "baseline"> & { readonly weight?: Weight },
): TextMark[] {
  const { y, size, weight = 400 } = style;
  let { x } = style;
  return runs(text).map((run) => {
    // A space at the edge of a mark is dropped by SVG viewers: the mark begins behind it.
    const words = run.text.trimStart();
    x += textWidth(run.text.slice(0, run.text.length - words.length), size, weight);
    const mark: TextMark = {
      type: "text",
      ...style,
      weight,
      x,
      y: run.low ? y + size * DROP : y,
      text: words,
      size: run.low ? size * SUBSCRIPT : size,
      anchor: "start",
    };
    x += textWidth(words, mark.size, weight);
    return mark;
  });
}

/** The same text on one line, for a title or caption without marks: "A₁ − λA₂". */
export function plainFormula(text: string): string {
  return text.replace(/_(\d)/g, (_, digit: string) => String.fromCharCode(0x2080 + Number(digit)));
}
