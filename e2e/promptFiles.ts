// Files of prompts for walks through the app, made by exact arithmetic: the same on every machine.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";

/** Whole numbers below `limit`, one after the other: x ← 48271 x mod 2³¹ − 1 (Park and Miller 1988), exact in a double. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
}

/** `count` different numbers below `limit`. */
function different(next: (limit: number) => number, count: number, limit: number): number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(next(limit));
  return [...found];
}

interface PromptLine {
  readonly text: string;
  readonly spans: readonly { readonly kind: "answer" | "query"; readonly start: number; readonly end: number }[];
}

const asFile = (lines: readonly PromptLine[]): string => lines.map((line) => JSON.stringify(line)).join("\n");

/** Tokens of the shipped tokenizer that are a blank and a few letters, so that each stays one token in any row of them. */
function plainWords(): string[] {
  const { model } = JSON.parse(readFileSync(join(ROOT, "models", "tokenizer", "tokenizer.json"), "utf8")) as {
    model: { vocab: Record<string, number> };
  };
  return Object.entries(model.vocab)
    .filter(([token]) => /^Ġ[a-z]{2,}$/.test(token))
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => ` ${token.slice(1)}`);
}

/**
 * Rows of random tokens, none twice, and the row's beginning once more: what comes next stands only after the same token in
 * the first round, so that nothing but looking back tells it. The last token is the answer, the one before it asks.
 */
export function repeatedTokens(count: number): PromptLine[] {
  const words = plainWords();
  return Array.from({ length: count }, (_, i) => {
    const next = numbersFrom(1000 + i);
    const row = different(next, 24, words.length).map((at) => words[at] ?? "");
    const again = row.slice(0, 10 + (i % 12));
    const text = [...row, ...again].join("");
    const [asks, answer] = [again.at(-2) ?? "", again.at(-1) ?? ""];
    const start = text.length - answer.length;
    return {
      text,
      spans: [
        { kind: "query", start: start - asks.length + 1, end: start },
        { kind: "answer", start: start + 1, end: text.length },
      ],
    };
  });
}

const CITIES = ["Oslo", "Lima", "Cairo", "Delhi", "Rome", "Paris", "London", "Berlin", "Madrid", "Vienna"];
const FILLER = [
  "The wind was cold and the road was long.",
  "A dog ran over the hill.",
  "She closed the door and sat by the fire.",
  "The old man said nothing for a while.",
  "They walked to the river in the morning.",
  "It was a quiet evening in the garden.",
  "He looked at the sea and thought of home.",
  "The children played near the house all day.",
];

/** A number in a text about other things, and the question for it at the end. */
export function needles(count: number): PromptLine[] {
  return Array.from({ length: count }, (_, i) => {
    const next = numbersFrom(77 + i);
    const city = CITIES[next(CITIES.length)] ?? "";
    const number = String(1000 + next(9000));
    const filler = different(next, 6, FILLER.length).map((at) => FILLER[at] ?? "");
    filler.splice(i % 7, 0, `The magic number of ${city} is ${number}.`);
    const context = `${filler.join(" ")} `;
    const asks = `What is the magic number of ${city}? The magic number of ${city} is`;
    const start = context.indexOf(number);
    return {
      text: context + asks,
      spans: [
        { kind: "answer", start, end: start + number.length },
        { kind: "query", start: context.length, end: context.length + asks.length },
      ],
    };
  });
}

export const REPEATED = { name: "repeated.jsonl", text: asFile(repeatedTokens(50)) };
export const NEEDLES = { name: "needles.jsonl", text: asFile(needles(20)) };
