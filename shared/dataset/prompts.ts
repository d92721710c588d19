// Files of prompts: plain text with one prompt a line, or JSON lines. A file is read whole or refused whole, in one sentence
// that names the line.
//   {"text": "...", "answer": "7350", "query": "The magic number of Oslo is", "noise": ["...", "..."]}
//   {"text": "...", "spans": [{"kind": "answer", "start": 64, "end": 68}]}        characters, in UTF-16 units
// A piece of text marks where it stands: the first place holds the answer, the last one asks, all are noise.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../error.ts";
import { SPAN_KINDS, type SpanKind } from "../selection/selection.ts";
import { placesFor, type TextRange } from "../spans/pattern.ts";
import type { Localized } from "../text.ts";

/** Limits that no honest file of prompts comes near. */
const LIMITS = { bytes: 50_000_000, prompts: 20_000, characters: 100_000 } as const;

interface Mark extends TextRange {
  readonly kind: SpanKind;
}

export interface DatasetPrompt {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
  /** Marks in characters of the text. */
  readonly marks: readonly Mark[];
}

/** What can be wrong with a line, by the message that the schema gives. */
const PROBLEMS: Readonly<Record<string, Localized>> = {
  missing: { en: '"text" is missing, or the line is no object', zh: "缺少 text，或该行不是对象" },
  "no-text": { en: '"text" is no text', zh: "text 不是文字" },
  empty: { en: '"text" is empty', zh: "text 为空" },
  long: { en: "it is longer than 100 000 characters", zh: "长度超过 100 000 个字符" },
  words: { en: "it is no piece of the text, and no list of such", zh: "不是文字片段，也不是文字片段的列表" },
};

const piece = v.pipe(v.string("words"), v.minLength(1, "words"));
const words = v.union([piece, v.array(piece)], "words");
const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One line of JSON; fields of other programs are let be. */
const lineSchema = v.object(
  {
    text: v.pipe(v.string("no-text"), v.minLength(1, "empty"), v.maxLength(LIMITS.characters, "long")),
    answer: v.optional(words),
    query: v.optional(words),
    noise: v.optional(words),
    spans: v.optional(v.array(v.object({ kind: v.picklist(SPAN_KINDS), start: index, end: index })), []),
  },
  "missing",
);

function broken(name: string, line: number, { en, zh }: Localized): HeddleError {
  return localizedError("bad-spec", {
    en: [`${name}, line ${line}: ${en}.`, "Nothing was run. Correct the line and open the file again."],
    zh: [`${name} 第 ${line} 行：${zh}。`, "尚未运行任何内容。请更正该行后重新打开文件。"],
  });
}

/** What is wrong with a file as a whole. */
function refuse(name: string, { en, zh }: Localized): HeddleError {
  return localizedError("bad-spec", {
    en: [`${name} ${en}.`, "Open a text file with one prompt a line, or JSON lines with a text each."],
    zh: [`${name} ${zh}。`, "请打开每行一个提示的文本文件，或每行含 text 的 JSON Lines 文件。"],
  });
}

/**
 * Reads the bytes of a file of prompts.
 * @throws HeddleError `bad-spec` with the file's name and the line
 */
export function readPrompts(name: string, bytes: Uint8Array): DatasetPrompt[] {
  if (bytes.length > LIMITS.bytes)
    throw refuse(name, { en: `is larger than ${LIMITS.bytes / 1e6} MB`, zh: `大于 ${LIMITS.bytes / 1e6} MB` });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse(name, { en: "is not text in UTF-8", zh: "不是 UTF-8 文本" });
  }
  return parsePrompts(name, text);
}

/**
 * Reads the text of a file of prompts.
 * @throws HeddleError `bad-spec` with the file's name and the line
 */
export function parsePrompts(name: string, text: string): DatasetPrompt[] {
  const lines = text.split(/\r\n|\n|\r/);
  const json = /\.(jsonl|ndjson)$/i.test(name) || looksLikeJson(lines.find((line) => line.trim() !== "") ?? "");
  const prompts: DatasetPrompt[] = [];
  for (const [place, content] of lines.entries()) {
    const line = place + 1;
    if (content.trim() === "") continue;
    if (content.includes("\0")) throw broken(name, line, { en: "it holds bytes that are no text", zh: "含有非文本字节" });
    if (prompts.length >= LIMITS.prompts)
      throw broken(name, line, { en: `a file may hold ${LIMITS.prompts} prompts`, zh: `一个文件最多 ${LIMITS.prompts} 个提示` });
    prompts.push(json ? parseLine(name, line, content) : plainLine(name, line, content));
  }
  if (prompts.length === 0) throw refuse(name, { en: "holds no prompts", zh: "没有任何提示" });
  return prompts;
}

function plainLine(name: string, line: number, text: string): DatasetPrompt {
  if (text.length > LIMITS.characters) throw broken(name, line, PROBLEMS["long"] ?? NOT_SO);
  return { line, text, marks: [] };
}

const NOT_SO: Localized = { en: "it is not as it should be", zh: "格式不符" };

/** What the schema found, in words. */
function problemOf(issue: v.BaseIssue<unknown>): Localized {
  const path = v.getDotPath(issue);
  const known = PROBLEMS[issue.message];
  if (known) return path === null || path === "text" ? known : { en: `${path}: ${known.en}`, zh: `${path}：${known.zh}` };
  return path === null ? NOT_SO : { en: `${path}: ${issue.message}`, zh: `${path} 不符合格式` };
}

function looksLikeJson(line: string): boolean {
  if (!line.trimStart().startsWith("{")) return false;
  try {
    return typeof (JSON.parse(line) as { text?: unknown }).text === "string";
  } catch {
    return false;
  }
}

function parseLine(name: string, line: number, content: string): DatasetPrompt {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    throw broken(name, line, { en: `it is not JSON (${why})`, zh: `不是 JSON（${why}）` });
  }
  const result = v.safeParse(lineSchema, json);
  if (!result.success) throw broken(name, line, problemOf(result.issues[0]));
  const { text, spans } = result.output;
  for (const { start, end } of spans)
    if (start >= end || end > text.length)
      throw broken(name, line, {
        en: `the span from ${start} to ${end} is not inside its text of ${text.length} characters`,
        zh: `标记 ${start} 至 ${end} 不在其 ${text.length} 个字符的文本之内`,
      });
  const marks: Mark[] = spans.map(({ kind, start, end }) => ({ kind, start, end }));
  for (const kind of SPAN_KINDS) {
    const given = result.output[kind] ?? [];
    for (const piece of typeof given === "string" ? [given] : given) {
      const places = placesOf(text, piece);
      if (places.length === 0) {
        const quoted = JSON.stringify(piece.slice(0, 40));
        throw broken(name, line, { en: `its ${kind} ${quoted} does not stand in its text`, zh: `其 ${kind} ${quoted} 不在文本中` });
      }
      marks.push(...placesFor(kind, places).map((place) => ({ kind, ...place })));
    }
  }
  return { line, text, marks };
}

/** A piece of text is taken as it stands: a file may not bring regular expressions, which can take for ever. */
function placesOf(text: string, piece: string): TextRange[] {
  const places: TextRange[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length))
    places.push({ start: at, end: at + piece.length });
  return places;
}
