// What needles are hidden in: an endless run of sentences. Each begins with its space, which is where tokenizers cut, so that
// sentences put together have the tokens that they have alone.

import { localizedError } from "../error.ts";
import type { Random } from "./random.ts";

export interface Haystack {
  /** Sentences from a random place on, without end; each begins with a space. */
  sentences(random: Random): Generator<string, never>;
}

// The grammar of the foundry's scenes (models/foundry/tasks/filler.py), in which nothing is worth remembering: the shipped
// models have read needles hidden in such sentences.
const WHO = [
  ...["the miller", "an old sailor", "the baker's wife", "a tired soldier", "the schoolmaster", "a small boy"],
  ...["the gardener", "a travelling tinker", "her grandmother", "the ferryman", "two sisters", "the blacksmith"],
] as const;
const DID = [
  ...["walked to the river", "shut the gate", "carried the water home", "sat down by the fire", "looked at the sky"],
  ...["mended the roof", "sang a long song", "went up the hill", "waited under the trees", "cut the bread"],
] as const;
const WHEN = ["In the morning", "After supper", "Every day", "Before the rain", "At last", "In the winter", "Once", "Later"] as const;
const ALSO = [
  ...["The wind was cold.", "Nobody spoke.", "It was a quiet place.", "The grass was wet.", "A dog barked far away."],
  ...["The road was empty.", "Then the bells rang.", "There was nothing more to do.", "The lamp burned low."],
] as const;
/** Share of the short sentences. */
const SHORT = 0.35;

/** The words of the scenes, by place in the sentence: for the test that holds them against the foundry's. */
export const SCENE_WORDS = { WHO, DID, WHEN, ALSO };

/** Generated scenes, as "In the winter two sisters mended the roof." */
export const SCENES: Haystack = {
  *sentences(random) {
    for (;;) yield random.unit() < SHORT ? ` ${random.pick(ALSO)}` : ` ${random.pick(WHEN)} ${random.pick(WHO)} ${random.pick(DID)}.`;
  },
};

/** Largest text, in UTF-16 units: about twice the longest novel. */
const LARGEST_TEXT = 16_000_000;
/** A sentence without end is cut at a space before this many units, or in the middle of a word where it has no space. */
const LONGEST_SENTENCE = 400;

const codes = (text: string): ReadonlySet<number> => new Set(Array.from(text, (sign) => sign.charCodeAt(0)));
const STOPS = codes(".!?…");
/** Han texts have no space after theirs. */
const WIDE_STOPS = codes("。！？");
const CLOSERS = codes("\"'”’»)]」』）");
const NEWLINE = 10;
/** White space as \s means it. */
const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code >= 160 && /\s/.test(String.fromCharCode(code)));
/** Letters and digits of ASCII, of which most texts consist, end nothing. */
const isPlain = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);

/**
 * Ends of sentences, in order: stops with closing quotes before white space, wide stops, empty lines. Looks at every character
 * once: a file of dots must not take a day.
 */
function sentenceEnds(text: string): number[] {
  const ends: number[] = [];
  const { length } = text;
  const skip = (from: number, set: ReadonlySet<number>): number => {
    let at = from;
    while (at < length && set.has(text.charCodeAt(at))) at++;
    return at;
  };
  let newlines = 0;
  for (let at = 0; at < length; ) {
    const code = text.charCodeAt(at);
    if (isPlain(code)) {
      newlines = 0;
      at++;
    } else if (isSpace(code)) {
      at++;
      if (code === NEWLINE && ++newlines === 2) ends.push(at);
    } else {
      newlines = 0;
      const wide = WIDE_STOPS.has(code);
      if (!wide && !STOPS.has(code)) at++;
      else {
        at = skip(skip(at, wide ? WIDE_STOPS : STOPS), CLOSERS);
        if (wide || (at < length && isSpace(text.charCodeAt(at)))) ends.push(at);
      }
    }
  }
  return ends;
}

/** A text in sentences: white space inside made single spaces, none empty, none longer than `LONGEST_SENTENCE`. */
export function splitSentences(text: string): string[] {
  const found: string[] = [];
  const add = (start: number, end: number): void => {
    let rest = text.slice(start, end).replace(/\s+/g, " ").trim();
    while (rest.length > LONGEST_SENTENCE) {
      const space = rest.lastIndexOf(" ", LONGEST_SENTENCE);
      const cut = space > 0 ? space : wholeCharacters(rest, LONGEST_SENTENCE);
      found.push(rest.slice(0, cut));
      rest = rest.slice(cut).trimStart();
    }
    if (rest !== "") found.push(rest);
  };
  let start = 0;
  for (const end of sentenceEnds(text)) {
    add(start, end);
    start = end;
  }
  add(start, text.length);
  return found;
}

/** The cut moved so that it does not part a surrogate pair. */
function wholeCharacters(text: string, cut: number): number {
  const unit = text.charCodeAt(cut - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? cut - 1 : cut;
}

/**
 * Sentences of a text one after another from a random one on; at the end it begins again.
 * @param name what the text is called, for errors
 * @throws HeddleError `bad-spec` when there is nothing to read or far too much
 */
export function textHaystack(text: string, name: string): Haystack {
  if (text.length > LARGEST_TEXT)
    throw localizedError("bad-spec", {
      en: [
        `${name} has ${(text.length / 1e6).toFixed(0)} million characters; a haystack may have ${LARGEST_TEXT / 1e6} million.`,
        "Cut the file.",
      ],
      zh: [`${name} 有 ${(text.length / 1e6).toFixed(0)} 百万个字符；干草堆至多 ${LARGEST_TEXT / 1e6} 百万个。`, "请截短文件。"],
    });
  // Lone halves of characters and NULs have no place in a text; a tokenizer would make something else of them.
  const sentences = splitSentences(text.toWellFormed().replaceAll("\u0000", " "));
  if (sentences.length === 0)
    throw localizedError("bad-spec", {
      en: [`${name} holds no text.`, "Choose a file with some sentences."],
      zh: [`${name} 中没有文字。`, "请选择含有句子的文件。"],
    });
  return {
    *sentences(random) {
      for (let at = random.below(sentences.length); ; at = (at + 1) % sentences.length) yield ` ${sentences[at]}`;
    },
  };
}
