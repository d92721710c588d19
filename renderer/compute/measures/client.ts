// Measures of heads as the window asks for them: taken in workers, so that typing and pointing go on; the layers are shared
// out among them. Maps are copied one layer at a time with a breath in between: the longest that the window is held up is the
// copying of one layer.

import { type Remote, wrap } from "comlink";
import { createEndable, type Endable } from "../../../shared/engine/endable.ts";
import { cancelled, createQueue, throwIfCancelled } from "../../../shared/engine/queue.ts";
import { fromReport, type HeddleError, localizedError } from "../../../shared/error.ts";
import { headContext, predictedTokens, type Spans } from "../../../shared/measures/context.ts";
import { keepMeasures, knownMeasures } from "../../../shared/measures/kept.ts";
import { type HeadMeasures, joinMeasures, missingMap } from "../../../shared/measures/measure.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import { findRanges, isRegex, type TextRange } from "../../../shared/spans/pattern.ts";
import { isCausal, mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { MeasureReply, MeasureThread } from "./protocol.ts";

const MOST_THREADS = 4;
/** Longest that a regular expression may take, in milliseconds. */
const LONGEST_MATCH = 1000;

export interface Measurer {
  /**
   * The measures of a trace that holds the map; kept with the trace, so that asking again costs nothing. Requests run one
   * after the other; cancelling one that waits drops it.
   * @throws HeddleError `capture-missing`, `cancelled`, `engine-failed`
   */
  measure(trace: Trace, map: MapChoice, spans: Spans, signal?: AbortSignal): Promise<HeadMeasures>;
  /**
   * Where a pattern stands in a text. A regular expression that takes longer than a second is given up.
   * @throws HeddleError `bad-spec`
   */
  match(text: string, pattern: string): Promise<TextRange[]>;
  /**
   * Ends the workers, and with them their copy of the maps, when what was asked for before is done; they start again when they are
   * needed.
   */
  rest(): void;
}

interface Running extends Endable {
  /** At least one. */
  readonly remotes: readonly [Remote<MeasureThread>, ...Remote<MeasureThread>[]];
}

/** An array that has its memory to itself: copying a view copies all that it looks into. */
const alone = (data: Float32Array): Float32Array => (data.byteLength === data.buffer.byteLength ? data : data.slice());

const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Each worker is its own; it starts when first asked. */
export function createMeasurer(): Measurer {
  const queue = createQueue();
  let running: Running | null = null;
  let holding = "";
  const names = new WeakMap<Trace, number>();
  let lastName = 0;

  function start(): Running {
    if (running) return running;
    const count = Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency));
    const make = (): Worker => new Worker(new URL("./measureThread.ts", import.meta.url), { type: "module", name: "measures" });
    const first = make();
    const others = Array.from({ length: count - 1 }, make);
    const { unlessEnded, end } = createEndable();
    const own: Running = {
      remotes: [wrap<MeasureThread>(first), ...others.map((thread) => wrap<MeasureThread>(thread))],
      unlessEnded,
      end(error) {
        for (const thread of [first, ...others]) thread.terminate();
        if (running === own) [running, holding] = [null, ""];
        end(error);
      },
    };
    const failed = ({ message }: ErrorEvent): void =>
      own.end(
        localizedError("engine-failed", {
          en: [`The measures could not be taken: ${message || "their worker did not start"}.`, "Restart Heddle."],
          zh: [`无法度量：${message || "其工作线程未能启动"}。`, "请重新启动 Heddle。"],
        }),
      );
    for (const thread of [first, ...others]) thread.addEventListener("error", failed);
    running = own;
    return own;
  }

  const nameOf = (trace: Trace, { role, branch }: MapChoice): string => {
    const number = names.get(trace) ?? ++lastName;
    names.set(trace, number);
    return `${number}/${role}/${branch ?? ""}`;
  };

  async function take(trace: Trace, map: MapChoice, spans: Spans, signal: AbortSignal | undefined): Promise<HeadMeasures> {
    const { remotes, unlessEnded } = start();
    const name = nameOf(trace, map);
    const captures = mapCaptures(trace, map);
    if (captures.length === 0) throw missingMap(map);
    const used = remotes.slice(0, captures.length);
    if (holding !== name) {
      holding = "";
      await unlessEnded(Promise.all(remotes.map((remote) => remote.release())));
      for (const [place, { name: output, role, kind, axes, shape, data, layer }] of captures.entries()) {
        await breath();
        throwIfCancelled(signal);
        const copy = { name: output, role, kind, axes, shape, data: alone(data), ...(layer === undefined ? {} : { layer }) };
        await unlessEnded(Promise.resolve(used[place % used.length]?.hold(name, copy)));
      }
      holding = name;
    }
    const context = headContext(trace.tokens, spans, predictedTokens(trace));
    const replies = await unlessEnded(
      Promise.all(used.map((remote): Promise<MeasureReply<HeadMeasures>> => remote.measure(name, map, isCausal(trace), context))),
    );
    const measures = joinMeasures(replies.map(open));
    keepMeasures(trace, map, spans, measures);
    return measures;
  }

  return {
    async measure(trace, map, spans, signal) {
      const known = knownMeasures(trace, map, spans);
      return known ?? queue.add(async () => knownMeasures(trace, map, spans) ?? take(trace, map, spans, signal), signal);
    },
    async match(text, pattern) {
      if (!isRegex(pattern)) return findRanges(text, pattern);
      return queue.add(async () => {
        const own = start();
        const timer = setTimeout(() => own.end(tooLong(pattern)), LONGEST_MATCH);
        try {
          return open(await own.unlessEnded<MeasureReply<TextRange[]>>(own.remotes[0].match(text, pattern)));
        } finally {
          clearTimeout(timer);
        }
      });
    },
    rest: () => void queue.add(async () => running?.end(cancelled())),
  };
}

function tooLong(pattern: string): HeddleError {
  return localizedError("bad-spec", {
    en: [`The pattern ${pattern} takes longer than a second on this text.`, "Make it simpler."],
    zh: [`模式 ${pattern} 在此文本上耗时超过一秒。`, "请写得简单些。"],
  });
}

function open<T>(reply: MeasureReply<T>): T {
  if (reply.ok) return reply.value;
  throw fromReport(reply.error);
}

/** The window's measurer. */
export const measurer = createMeasurer();
