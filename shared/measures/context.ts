// What the measures of heads need to know of a text: which keys answer, ask and are noise, and which queries are asked.
//
// Keys: marked answer, marked query, the first token (the sink), noise; where noise is marked, what is none of these is
// "other" and counts nowhere. So first + answer + query + noise is the row sum, as long as no noise is marked.
// Asked queries R: the marked query; else all after the first answer; else the last token; all where nothing is marked.
// Steps: from the last token of the marked query on, or all asked queries where none is marked.

import { type HeadContext, SEGMENTS, type Segment } from "../analysis/contract.ts";
import { logitsAfter } from "../analysis/next-token/analysis.ts";
import type { Selection } from "../selection/selection.ts";
import { findCapture, type Token, type Trace } from "../trace/trace.ts";

export type Spans = Selection["spans"];

/** For each token whether one of the spans of a kind holds it. */
function marked(spans: Spans, kind: Spans[number]["kind"], count: number): boolean[] {
  const found = new Array<boolean>(count).fill(false);
  for (const span of spans) if (span.kind === kind) found.fill(true, Math.min(span.start, count), Math.min(span.end, count));
  return found;
}

/** What each token is, as an index into `SEGMENTS`. */
export function segmentsOf(spans: Spans, count: number): Uint8Array {
  const answer = marked(spans, "answer", count);
  const query = marked(spans, "query", count);
  const noise = marked(spans, "noise", count);
  const chosen = noise.includes(true);
  const of = (place: number): Segment => {
    if (answer[place]) return "answer";
    if (query[place]) return "query";
    if (noise[place]) return "noise";
    if (place === 0) return "first";
    return chosen ? "other" : "noise";
  };
  return Uint8Array.from({ length: count }, (_, place) => SEGMENTS.indexOf(of(place)));
}

/** Queries at which the shares are taken, and those after which the model writes; as places among the tokens. */
function askedOf(spans: Spans, count: number): { asked: number[]; steps: number[] } {
  const from = (start: number): number[] => Array.from({ length: Math.max(0, count - start) }, (_, i) => start + i);
  const query = marked(spans, "query", count);
  const asked = from(0).filter((place) => query[place]);
  if (asked.length > 0) return { asked, steps: from(asked.at(-1) ?? 0) };
  const answer = marked(spans, "answer", count);
  const start = answer.indexOf(true);
  if (start < 0) return { asked: from(0), steps: from(0) };
  let end = start;
  while (answer[end]) end++;
  const after = from(Math.min(end, count - 1));
  return { asked: after, steps: after };
}

/** What is known of a text of these tokens. Queries are tokens: all models of today have as many queries as keys. */
export function headContext(tokens: readonly Pick<Token, "id">[], spans: Spans, predicted: Int32Array | null): HeadContext {
  return {
    ids: tokens.map(({ id }) => id),
    offset: 0,
    segments: segmentsOf(spans, tokens.length),
    ...askedOf(spans, tokens.length),
    predicted,
  };
}

/** The most likely token after each one, the first of equals; null where the trace has no logits. */
export function predictedTokens(trace: Trace): Int32Array | null {
  if (!findCapture(trace.captures, "logits")) return null;
  return Int32Array.from(trace.tokens, (_, place) => {
    const logits = logitsAfter(trace, place);
    let best = 0;
    for (let id = 1; id < logits.length; id++) if ((logits[id] as number) > (logits[best] as number)) best = id;
    return best;
  });
}
