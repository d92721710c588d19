// The worker that measures heads. It keeps a copy of the maps it was given last, so that moved marks cost no copying.

import { expose } from "comlink";
import { cancelled } from "../../../shared/engine/queue.ts";
import { toReport } from "../../../shared/error.ts";
import { type MeasuredCapture, measureCaptures } from "../../../shared/measures/measure.ts";
import { findRanges } from "../../../shared/spans/pattern.ts";
import type { MeasureReply, MeasureThread } from "./protocol.ts";

let held: { readonly name: string; readonly captures: MeasuredCapture[] } = { name: "", captures: [] };

async function answer<T>(work: () => T): Promise<MeasureReply<T>> {
  try {
    return { ok: true, value: work() };
  } catch (thrown) {
    return { ok: false, error: toReport(thrown) };
  }
}

const thread: MeasureThread = {
  hold(name, capture) {
    if (held.name !== name) held = { name, captures: [] };
    held.captures.push(capture);
  },
  release() {
    held = { name: "", captures: [] };
  },
  measure: (name, map, causal, context) =>
    answer(() => {
      // Newer maps came before these were measured.
      if (held.name !== name) throw cancelled();
      return measureCaptures(held.captures, map, causal, context);
    }),
  match: (text, pattern) => answer(() => findRanges(text, pattern)),
};

expose(thread);
