// What a model wrote, held against what it should have written: exact match for each answer, and what was given instead of a
// wrong one.

import type { Prompt } from "./prompt.ts";
import type { NeedleSpec } from "./spec.ts";
import { templatesOf } from "./spec.ts";
import { around } from "./template.ts";

/**
 * `needle`: the value of another needle. `slip`: one sign wrong, missing, too many, or two neighbours changed about. `nothing`:
 * no answer of the asked form. `invented`: anything else.
 */
export const MISTAKES = ["needle", "slip", "invented", "nothing"] as const;
export type Mistake = (typeof MISTAKES)[number];

/** One answer of a model: null when it is right. */
export interface Said {
  readonly mistake: Mistake | null;
  /** The words in the value's place; "" for nothing. */
  readonly said: string;
}

/** Longest value that is quoted back. */
const LONGEST = 120;

/**
 * Scores what a model wrote after the prompt.
 * @param written the text that follows `prompt.answerAt`
 * @returns one entry for each answer, in the order of the questions
 */
export function score(spec: NeedleSpec, prompt: Prompt, written: string): Said[] {
  const { answer } = templatesOf(spec);
  const numbers = prompt.needles.every(({ value }) => /^\d+$/.test(value));
  const start = prompt.answers[0]?.start ?? prompt.answerAt;
  const text = prompt.text.slice(start, prompt.answerAt) + written;
  return prompt.answers.map((wanted) => {
    const { before, after } = around(answer, "value", { key: wanted.key, value: wanted.value });
    const said = valueAfter(text, before.trimEnd(), after, wanted.value);
    if (said === wanted.value) return { mistake: null, said };
    if (said === "" || (numbers && !/^\d+$/.test(said))) return { mistake: "nothing", said };
    const others = prompt.needles.filter(({ key }) => key !== wanted.key);
    if (others.some(({ value }) => value === said)) return { mistake: "needle", said };
    return { mistake: isSlip(wanted.value, said) ? "slip" : "invented", said };
  });
}

/**
 * The value that follows `before` in a text: the wanted one where it stands there whole, else all up to `after`, a line's end or
 * the text's end.
 */
function valueAfter(text: string, before: string, after: string, wanted: string): string {
  const at = text.indexOf(before);
  if (at < 0) return "";
  const rest = text.slice(at + before.length).trimStart();
  const close = after.trim() === "" ? "" : after.trimEnd();
  if (rest.startsWith(wanted)) {
    const next = rest.slice(wanted.length);
    // Cut off right behind the value counts: the model was given no more room.
    if (next === "" || (close !== "" && next.startsWith(close)) || (close === "" && /^[^\p{L}\p{N}]/u.test(next))) return wanted;
  }
  const line = rest.split("\n", 1)[0] ?? "";
  const end = close === "" ? line.search(/[.,;!?](\s|$)/) : line.indexOf(close);
  return (end < 0 ? line : line.slice(0, end)).trim().slice(0, LONGEST);
}

/** True at an edit distance of one: a sign changed, left out, put in, or two neighbours changed about. */
export function isSlip(wanted: string, said: string): boolean {
  const [a, b] = [Array.from(wanted), Array.from(said)];
  if (Math.abs(a.length - b.length) > 1 || wanted === said) return false;
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
