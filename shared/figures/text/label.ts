// Text from outside (tokens, prompts, model titles) made fit to print, shortened and wrapped.

import { isMark, textWidth, type Weight } from "./measure.ts";

/** Control characters, and characters that change direction or shape and are not seen themselves. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Text in which every character can be seen and written to XML: controls become their number
 * ⟨1b⟩, half a surrogate pair becomes �. Direction overrides would turn the rest of the figure round.
 */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    // Joiners shape the characters beside them (emoji, Persian, Indic) and are harmless.
    if (code === 0x200c || code === 0x200d) return character;
    if (code === 0x0a) return "⏎";
    return `⟨${code.toString(16).padStart(2, "0")}⟩`;
  });
}

/** Characters with the marks that stand on them; an emoji joined of several stays whole. */
function clusters(text: string): string[] {
  const found: string[] = [];
  for (const character of text) {
    const last = found.at(-1);
    if (last !== undefined && (isMark(character) || last.endsWith("\u200D"))) found[found.length - 1] = last + character;
    else found.push(character);
  }
  return found;
}

/**
 * The text, shortened in its middle by an ellipsis where it is wider than `width`.
 * @returns "…" alone where nothing else fits, "" where not even that does
 */
export function shorten(text: string, width: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text;
  const parts = clusters(text);
  // Binary search for the most clusters that fit: the head gets the odd one.
  let low = 0;
  let high = parts.length - 1;
  const cut = (kept: number): string =>
    `${parts.slice(0, Math.ceil(kept / 2)).join("")}…${parts.slice(parts.length - Math.floor(kept / 2)).join("")}`;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(cut(middle), size, weight) <= width) low = middle;
    else high = middle - 1;
  }
  const short = cut(low);
  return textWidth(short, size, weight) <= width ? short : "";
}

/** Where a line may be broken: after a space, and on both sides of a wide character. */
const PIECE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][，。、；：）」”！？]*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+\s*|\s+/gu;

/** Text as lines no wider than `width`; a word that is wider than a line is shortened. */
export function wrap(text: string, width: number, size: number, weight: Weight = 400): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of printable(text).match(PIECE) ?? []) {
    if (line !== "" && textWidth((line + piece).trimEnd(), size, weight) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line +=
      textWidth(piece.trimEnd(), size, weight) > width
        ? shorten(piece.trimEnd(), width, size, weight)
        : line === ""
          ? piece.trimStart()
          : piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines;
}
