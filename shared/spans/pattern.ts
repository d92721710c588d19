// Marks by what the text says: a pattern is a piece of text as it stands, or /a regular expression/ as JavaScript has them.

import { localizedError } from "../error.ts";

/** A part of a text, in UTF-16 units: [start, end). */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** More places than this are no mark but a mistake. */
const MOST_MATCHES = 500;

const REGEX = /^\/(.+)\/([a-z]*)$/s;
const FLAGS = /^[imsu]*$/;

/** True for a pattern that is a regular expression. */
export function isRegex(pattern: string): boolean {
  return REGEX.test(pattern);
}

/** @throws HeddleError `bad-spec` */
function compile(pattern: string): RegExp | null {
  const [, body, flags = ""] = REGEX.exec(pattern) ?? [];
  if (body === undefined) return null;
  if (!FLAGS.test(flags))
    throw localizedError("bad-spec", {
      en: [`The pattern ${pattern} has the flags "${flags}".`, "Only i, m, s and u may stand behind it."],
      zh: [`模式 ${pattern} 带有标志“${flags}”。`, "其后只能跟 i、m、s、u。"],
    });
  try {
    return new RegExp(body, `${[...new Set(flags)].join("")}dg`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, "") : String(cause);
    const text = {
      en: [`The pattern is not a regular expression: ${why}.`, "Correct it, or type plain text without slashes."],
      zh: [`该模式不是正则表达式：${why}。`, "请更正，或输入不带斜杠的普通文字。"],
    } as const;
    throw localizedError("bad-spec", text, cause);
  }
}

/**
 * Where a pattern stands in a text, from left to right without overlaps. Of a regular expression with a group it is the
 * group that counts, so that /is (\d+)/ marks the number alone. A regular expression can take for ever: it belongs into a
 * worker that can be ended.
 * @throws HeddleError `bad-spec` for what is no regular expression, or stands in more than `MOST_MATCHES` places
 */
export function findRanges(text: string, pattern: string): TextRange[] {
  const ranges: TextRange[] = [];
  const add = (start: number, end: number): void => {
    if (ranges.length >= MOST_MATCHES)
      throw localizedError("bad-spec", {
        en: [`The pattern stands in more than ${MOST_MATCHES} places.`, "Make it longer."],
        zh: [`该模式出现在 ${MOST_MATCHES} 处以上。`, "请写得更长些。"],
      });
    if (end > start) ranges.push({ start, end });
  };
  const regex = compile(pattern);
  if (regex) {
    for (const { indices } of text.matchAll(regex)) {
      const [start, end] = indices?.slice(1).find((group) => group !== undefined) ?? indices?.[0] ?? [0, 0];
      add(start, end);
    }
  } else if (pattern !== "")
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + pattern.length)) add(at, at + pattern.length);
  return ranges;
}

/** Of several places of a pattern: the first holds the answer, the last one asks, all of them are noise. */
export function placesFor<Place>(kind: "answer" | "query" | "noise", places: readonly Place[]): readonly Place[] {
  return kind === "noise" ? places : kind === "answer" ? places.slice(0, 1) : places.slice(-1);
}
