// A prompt in runs of marked and plain text, with what the model wrote behind it.

import type { Prompt } from "../../../shared/needle/prompt.ts";

type MarkKind = "answer" | "other" | "question" | "written";

export interface Run {
  /** In characters of the text. */
  readonly start: number;
  readonly text: string;
  readonly kind: MarkKind | null;
}

/** @param text the prompt as it was given, and what was written after `prompt.answerAt` */
export function markedText(prompt: Prompt, text: string): Run[] {
  const marks = [
    ...prompt.needles.map(({ start, end, asked }) => ({ start, end, kind: (asked === null ? "other" : "answer") as MarkKind })),
    { ...prompt.question, kind: "question" as const },
    { start: prompt.answerAt, end: text.length, kind: "written" as const },
  ].sort((a, b) => a.start - b.start);
  const runs: Run[] = [];
  let at = 0;
  for (const { start, end, kind } of marks) {
    if (start > at) runs.push({ start: at, text: text.slice(at, start), kind: null });
    if (end > start) runs.push({ start, text: text.slice(start, end), kind });
    at = Math.max(at, end);
  }
  if (at < text.length) runs.push({ start: at, text: text.slice(at), kind: null });
  return runs;
}
