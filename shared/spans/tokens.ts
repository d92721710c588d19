// From parts of a text to runs of its tokens, and how marks of one kind replace one another.

import type { Spans } from "../measures/context.ts";
import type { SpanKind } from "../selection/selection.ts";
import type { Token } from "../trace/trace.ts";
import type { TextRange } from "./pattern.ts";

/** Tokens [start, end) that hold any of the range; null where none does. Tokens that are not in the text hold nothing. */
export function tokensOf(tokens: readonly Pick<Token, "start" | "end">[], range: TextRange): TextRange | null {
  const holds = (token: Pick<Token, "start" | "end">): boolean => token.start < range.end && token.end > range.start;
  const start = tokens.findIndex(holds);
  return start < 0 ? null : { start, end: tokens.findLastIndex(holds) + 1 };
}

/** The marks with those of a kind replaced by these tokens; a token has one mark, the newer one. In order. */
export function withMarks(spans: Spans, kind: SpanKind, runs: readonly TextRange[]): Spans {
  const free = spans.filter((span) => span.kind !== kind && runs.every(({ start, end }) => span.end <= start || span.start >= end));
  const own = runs
    .filter(({ start, end }, place) => runs.findIndex((other) => other.start < end && other.end > start) === place)
    .map(({ start, end }) => ({ kind, start, end }));
  return [...free, ...own].sort((a, b) => a.start - b.start);
}
