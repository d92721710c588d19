// One prompt of an experiment: needles in a haystack, the question, and the answer written out. The same spec, cell and number
// give the same prompt everywhere; models with one tokenizer read the same prompts, so their answers can be compared in pairs.
//
//   <bos> ... The magic number of Oslo is 4821. ... What is the magic number of Oslo? The magic number of Oslo is | 4821.
//
// The model is given what stands before the bar and writes the rest.

import type { Tokenizer } from "../engine/tokenizer.ts";
import { localizedError } from "../error.ts";
import type { Token } from "../trace/trace.ts";
import { CITIES, UNSEEN_CITIES } from "./cities.ts";
import type { Haystack } from "./haystack.ts";
import { NUMBERS, unseenNumbers } from "./numbers.ts";
import { type Random, randomOf } from "./random.ts";
import { type NeedleSpec, type Task, templatesOf } from "./spec.ts";
import { around, fillTemplate } from "./template.ts";

/** What is the same in all prompts of a cell. */
export interface Place extends Task {
  /** Tokens of prompt and answer together, the start token included. */
  readonly length: number;
  /** Percent of the haystack before the answer's needle. */
  readonly depth: number;
}

/** Characters [start, end) of the prompt's text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface HiddenNeedle extends Span {
  readonly key: string;
  readonly value: string;
  /** The value inside the needle. */
  readonly valueSpan: Span;
  /** Which answer it is, from 0; null for one that is not asked for. */
  readonly asked: number | null;
}

/** One answer as it should be. */
interface Answer extends Span {
  readonly key: string;
  readonly value: string;
  readonly valueSpan: Span;
}

export interface Prompt {
  /** Haystack, question and answer. */
  readonly text: string;
  /** Of all of the text, the start token first where the model has one. */
  readonly tokens: readonly Token[];
  /** In the order in which they were drawn: the first is the one at the cell's depth. */
  readonly needles: readonly HiddenNeedle[];
  readonly question: Span;
  readonly answers: readonly Answer[];
  /** Where the model begins to write, in characters and in tokens. */
  readonly answerAt: number;
  readonly answerToken: number;
  /** Share of the haystack's tokens that really stand before the first needle: a sentence may not be parted. */
  readonly depth: number;
}

/** Draws that are tried for needles whose words the haystack does not hold already. */
const ATTEMPTS = 40;
/** Pieces whose tokens are remembered. */
const MOST_KNOWN = 20_000;

/** Makes the prompts of one experiment for one tokenizer. */
export interface PromptMaker {
  /**
   * @param sample number of the prompt in its cell
   * @returns null when needles and question alone are longer than the cell's length
   * @throws HeddleError `bad-spec` when the haystack holds the words of every needle that was drawn
   */
  make(place: Place, sample: number): Prompt | null;
}

export function promptMaker(spec: NeedleSpec, tokenizer: Tokenizer, haystack: Haystack): PromptMaker {
  const templates = templatesOf(spec);
  const keys = spec.keys === "cities" ? CITIES : spec.keys === "unseen-cities" ? UNSEEN_CITIES : spec.keys;
  const values = spec.values === "numbers" ? NUMBERS : spec.values === "unseen-numbers" ? unseenNumbers() : spec.values;
  const special = tokenizer.encode("").length;
  const known = new Map<string, number>();
  /** Tokens of a piece by itself; the few pieces of a generated haystack come again and again. */
  const measure = (piece: string): number => tokenizer.encode(piece).length - special;
  const count = (piece: string): number => {
    const found = known.get(piece) ?? measure(piece);
    if (known.size < MOST_KNOWN) known.set(piece, found);
    return found;
  };

  function attempt(place: Place, random: Random): Prompt | null {
    const { needles, queries, length, depth } = place;
    const drawnValues = random.choose(values.length, needles).map((at) => values[at] ?? "");
    const hidden = random.choose(keys.length, needles).map((at, i) => ({ key: keys[at] ?? "", value: drawnValues[i] ?? "" }));
    const order = random.choose(queries, queries);
    const asked = order.map((at) => hidden[at]).filter((needle) => needle !== undefined);
    const sentences = hidden.map((needle) => ` ${fillTemplate(templates.needle, needle)}`);
    const question = ` ${askFor(asked.map(({ key }) => key))}`;
    const written = asked.map((needle) => ` ${fillTemplate(templates.answer, needle)}`);
    const room = length - special - [...sentences, question, ...written].reduce((sum, piece) => sum + count(piece), 0);
    if (room < 0) return null;
    const filler = fill(haystack.sentences(random), room, count);
    const slots = placeNeedles(filler.map(count), needles, depth / 100, random);
    for (;;) {
      const prompt = assemble(filler, slots, { hidden, sentences, order, asked, question, written });
      // Tokens of pieces add up where a tokenizer cuts at spaces; where it does not, the haystack gives way.
      if (prompt.tokens.length <= length) return prompt;
      const last = filler.at(-1);
      if (last === undefined) return null;
      const shorter = last.slice(0, Math.max(0, last.lastIndexOf(" ")));
      filler.splice(-1, 1, ...(shorter === "" ? [] : [shorter]));
      for (const slot of slots) slot.at = Math.min(slot.at, filler.length);
    }
  }

  function askFor(names: readonly string[]): string {
    const last = names.at(-1) ?? "";
    if (names.length === 1 || !templates.questions) return fillTemplate(templates.question, { key: last });
    return fillTemplate(templates.questions, { keys: `${names.slice(0, -1).join(", ")}${spec.and}${last}` });
  }

  interface Pieces {
    readonly hidden: readonly { readonly key: string; readonly value: string }[];
    readonly sentences: readonly string[];
    readonly order: readonly number[];
    readonly asked: readonly { readonly key: string; readonly value: string }[];
    readonly question: string;
    readonly written: readonly string[];
  }

  function assemble(filler: readonly string[], slots: readonly Slot[], pieces: Pieces): Prompt {
    let text = "";
    const add = (piece: string): Span => {
      // The piece without the space that it begins with.
      const start = text.length + 1;
      text += piece;
      return { start, end: text.length };
    };
    const valueIn = (span: Span, template: (typeof templates)["needle"], needle: { key: string; value: string }): Span => {
      const start = span.start + around(template, "value", needle).before.length;
      return { start, end: start + needle.value.length };
    };
    const found = new Map<number, HiddenNeedle>();
    let before = 0;
    for (let at = 0; at <= filler.length; at++) {
      for (const { needle: which } of slots.filter((slot) => slot.at === at)) {
        const needle = pieces.hidden[which];
        if (!needle) continue;
        const span = add(pieces.sentences[which] ?? "");
        const asked = pieces.order.indexOf(which);
        found.set(which, { ...span, ...needle, valueSpan: valueIn(span, templates.needle, needle), asked: asked < 0 ? null : asked });
        if (which === 0) before = filler.slice(0, at).reduce((sum, piece) => sum + count(piece), 0);
      }
      if (at < filler.length) add(filler[at] ?? "");
    }
    const question = add(pieces.question);
    const answers = pieces.asked.map((needle, i): Answer => {
      const span = add(pieces.written[i] ?? "");
      return { ...span, ...needle, valueSpan: valueIn(span, templates.answer, needle) };
    });
    const firstValue = answers[0]?.valueSpan.start ?? text.length;
    // White space before the value is the model's to write: many tokenizers join it to what follows.
    const answerAt = text.slice(0, firstValue).trimEnd().length;
    const tokens = tokenizer.encode(text);
    const all = filler.reduce((sum, piece) => sum + count(piece), 0);
    return {
      text,
      tokens,
      needles: [...found].sort(([a], [b]) => a - b).map(([, needle]) => needle),
      question,
      answers,
      answerAt,
      answerToken: tokenFrom(tokens, answerAt),
      depth: all === 0 ? 0 : before / all,
    };
  }

  return {
    make(place, sample) {
      const { needles, queries, length, depth } = place;
      for (let tried = 0; tried < ATTEMPTS; tried++) {
        const prompt = attempt(place, randomOf([spec.seed, needles, queries, length, Math.round(depth * 1000), sample, tried]));
        if (prompt === null || !leaks(prompt)) return prompt;
      }
      throw localizedError("bad-spec", {
        en: [
          `The haystack holds the words of the needles: in ${ATTEMPTS} draws some key or answer always stood in it already.`,
          "Choose other keys and values, or another haystack.",
        ],
        zh: [`干草堆中含有针的词语：抽取 ${ATTEMPTS} 次，总有某个键或答案已在其中。`, "请换用其他键与值，或其他干草堆。"],
      });
    },
  };
}

/** The first token that ends after a character. */
export function tokenFrom(tokens: readonly Token[], character: number): number {
  const at = tokens.findIndex(({ end }) => end > character);
  return at < 0 ? tokens.length : at;
}

/** Tokens [start, end) that hold a span of characters. */
export function tokensOf(tokens: readonly Token[], span: Span): Span {
  const start = tokenFrom(tokens, span.start);
  let end = start;
  while (end < tokens.length && (tokens[end]?.start ?? 0) < span.end) end++;
  return { start, end };
}

/** Sentences of at most `room` tokens; the last one may lose its end, at a space. */
function fill(sentences: Iterable<string>, room: number, count: (piece: string) => number): string[] {
  const found: string[] = [];
  let left = room;
  for (const sentence of sentences) {
    const size = count(sentence);
    if (size <= left) {
      found.push(sentence);
      left -= size;
      if (left === 0) break;
      continue;
    }
    const words = sentence.match(/ [^ ]+/g) ?? [];
    let kept = "";
    for (const word of words) {
      if (count(kept + word) > left) break;
      kept += word;
    }
    if (kept !== "") found.push(kept);
    break;
  }
  return found;
}

interface Slot {
  readonly needle: number;
  /** Sentences of the haystack before it. */
  at: number;
}

/**
 * Where the needles go: the first at the end of a sentence nearest to its depth, the others anywhere. At the two ends the first
 * one is the very first or the very last sentence.
 */
function placeNeedles(sizes: readonly number[], needles: number, depth: number, random: Random): Slot[] {
  const wanted = depth * sizes.reduce((sum, size) => sum + size, 0);
  let [nearest, distance, end] = [0, wanted, 0];
  for (const [i, size] of sizes.entries()) {
    end += size;
    if (Math.abs(end - wanted) < distance) [nearest, distance] = [i + 1, Math.abs(end - wanted)];
  }
  const first: Slot = { needle: 0, at: nearest };
  const others = random.choose(needles - 1, needles - 1).map((i): Slot => ({ needle: i + 1, at: random.below(sizes.length + 1) }));
  return depth < 0.5 ? [first, ...others] : [...others, first];
}

/** True when some answer, or a key that is asked for, stands where it would give the answer away or confuse it. */
function leaks({ text, needles, answers, question, answerAt }: Prompt): boolean {
  const given = text.slice(0, answerAt);
  const context = text.slice(0, question.start);
  return (
    answers.some(({ value }) => occurrences(given, value) !== 1) ||
    needles.some(({ key, value }) => occurrences(context, key) !== 1 || occurrences(context, value) !== 1)
  );
}

/** What makes one word with its like; scripts that write words without spaces do not. */
const WORD = /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]/u;

/** How often a word or phrase stands in a text as a whole: "12" is not in "4123". */
function occurrences(text: string, phrase: string): number {
  let found = 0;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const inside = (own: string | undefined, next: string | undefined): boolean =>
      own !== undefined && next !== undefined && WORD.test(own) && WORD.test(next);
    if (!inside(phrase[0], text[at - 1]) && !inside(phrase.at(-1), text[at + phrase.length])) found++;
  }
  return found;
}
