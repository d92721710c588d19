// Files of prompts: plain text with one prompt a line, or JSON lines. A file is read whole or refused whole, in one sentence
// that names the line.
//   {"text": "...", "answer": "7350", "query": "The magic number of Oslo is", "noise": ["...", "..."]}
//   {"text": "...", "spans": [{"kind": "answer", "start": 64, "end": 68}]}        characters, in UTF-16 units
// A piece of text marks where it stands: the first place holds the answer, the last one asks, all are noise.

import * as v from "valibot";
import { HeddleError } from "../error.ts";
import { SPAN_KINDS, type SpanKind } from "../selection/selection.ts";
import { placesFor, type TextRange } from "../spans/pattern.ts";

/** Limits that no honest file of prompts comes near. */
export const LIMITS = { bytes: 50_000_000, prompts: 20_000, characters: 100_000 } as const;

export interface Mark extends TextRange {
  readonly kind: SpanKind;
}

export interface DatasetPrompt {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
  /** Marks in characters of the text. */
  readonly marks: readonly Mark[];
}

const words = v.union(
  [v.pipe(v.string(), v.minLength(1)), v.array(v.pipe(v.string(), v.minLength(1)))],
  "a piece of the text, or a list of such",
);
const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One line of JSON; fields of other programs are let be. */
const lineSchema = v.object(
  {
    text: v.pipe(
      v.string('"text" is no text'),
      v.minLength(1, '"text" is empty'),
      v.maxLength(LIMITS.characters, '"text" is longer than 100 000 characters'),
    ),
    answer: v.optional(words),
    query: v.optional(words),
    noise: v.optional(words),
    spans: v.optional(v.array(v.object({ kind: v.picklist(SPAN_KINDS), start: index, end: index })), []),
  },
  '"text" is missing, or the line is no object',
);

function broken(name: string, line: number, problem: string): HeddleError {
  return new HeddleError("bad-spec", `${name}, line ${line}: ${problem}.`, "Nothing was run. Correct the line and open the file again.");
}

/** What is wrong with a file as a whole. */
function refuse(name: string, problem: string): HeddleError {
  return new HeddleError("bad-spec", `${name} ${problem}.`, "Open a text file with one prompt a line, or JSON lines with a text each.");
}

/**
 * Reads the bytes of a file of prompts.
 * @throws HeddleError `bad-spec` with the file's name and the line
 */
export function readPrompts(name: string, bytes: Uint8Array): DatasetPrompt[] {
  if (bytes.length > LIMITS.bytes) throw refuse(name, `is larger than ${LIMITS.bytes / 1e6} MB`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse(name, "is not text in UTF-8");
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
    if (content.includes("\0")) throw broken(name, line, "it holds bytes that are no text");
    if (prompts.length >= LIMITS.prompts) throw broken(name, line, `a file may hold ${LIMITS.prompts} prompts`);
    prompts.push(json ? parseLine(name, line, content) : plainLine(name, line, content));
  }
  if (prompts.length === 0) throw refuse(name, "holds no prompts");
  return prompts;
}

function plainLine(name: string, line: number, text: string): DatasetPrompt {
  if (text.length > LIMITS.characters) throw broken(name, line, "it is longer than 100 000 characters");
  return { line, text, marks: [] };
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
    throw broken(name, line, `it is not JSON (${cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause)})`);
  }
  const result = v.safeParse(lineSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    const path = v.getDotPath(issue);
    throw broken(name, line, path === null || issue.message.startsWith('"') ? issue.message : `${path}: ${issue.message}`);
  }
  const { text, spans } = result.output;
  for (const { start, end } of spans)
    if (start >= end || end > text.length)
      throw broken(name, line, `the span from ${start} to ${end} is not inside its text of ${text.length} characters`);
  const marks: Mark[] = spans.map(({ kind, start, end }) => ({ kind, start, end }));
  for (const kind of SPAN_KINDS) {
    const given = result.output[kind] ?? [];
    for (const piece of typeof given === "string" ? [given] : given) {
      const places = placesOf(text, piece);
      if (places.length === 0) throw broken(name, line, `its ${kind} ${JSON.stringify(piece.slice(0, 40))} does not stand in its text`);
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
