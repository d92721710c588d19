// What a run costs, and what asking for all captures adds to it. Kinds of runs take turns, so that whatever else the
// machine does falls on all of them; medians are printed. Between two runs lies the pause that a person makes between
// keystrokes, in which the engine makes memory ready for the next run; the same without any pause is printed beside it.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { hasGpu, openEngine } from "./enginePage.ts";
import { busiest, watchThreads } from "./threadTime.ts";

const models = readdirSync(join(ROOT, "models")).filter((id) => existsSync(join(ROOT, "models", id, "manifest.json")));
/** A software adapter says nothing about the speed of a GPU, so it is run less. */
const ROUNDS = { wasm: 25, webgpu: 3 } as const;
/** A person's pause in milliseconds: the app waits 120 for further keys. No shorter than the run before it, so that a busy machine has the time too. */
const PAUSE = 400;
/** What all captures may cost at 512 tokens, in runs without them. */
const LIMIT = 1.25;

const KINDS = ["logits", "all"] as const;
type Times = Record<(typeof KINDS)[number], number[]>;
const noTimes = (): Times => ({ logits: [], all: [] });
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const ratio = (times: Times): number => median(times.all) / median(times.logits);
const print = (times: Times): string =>
  `logits ${median(times.logits).toFixed(0)} ms, all captures ${median(times.all).toFixed(0)} ms (${ratio(times).toFixed(2)} x)`;

// Pauses take longer than runs; a busy machine takes longer still.
test.describe.configure({ timeout: 1_800_000 });

for (const id of models)
  test(`runs of ${id}`, async ({ page, home, context }) => {
    await openEngine(page, home);
    const prefer = (await hasGpu(page)) ? "webgpu" : "wasm";
    const threads = await watchThreads(context.browser());
    const { engine, outputs } = await page.evaluate(
      async ([model, provider]) => {
        const loaded = await window.engine.load(model, provider);
        if (!loaded.ok) throw new Error(loaded.error.message);
        const { manifest, info } = loaded.value;
        return { engine: `${info.provider} x${info.threads}`, outputs: manifest.captures.map(({ output }) => output) };
      },
      [id, prefer] as const,
    );

    /** One run in the page, in milliseconds by the clock. */
    const run = (tokens: number, names: readonly string[]): Promise<number> =>
      page.evaluate(
        async ([model, count, wanted]) => {
          // One letter and one blank make one token.
          const text = "a".concat(" a".repeat(count - 2));
          const start = performance.now();
          const reply = await window.engine.run(model, { text, outputs: wanted, knobs: {} });
          const time = performance.now() - start;
          if (!reply.ok) throw new Error(reply.error.message);
          if (reply.value.tokens.length !== count) throw new Error(`${reply.value.tokens.length} tokens instead of ${count}`);
          return time;
        },
        [id, tokens, names] as const,
      );

    for (const tokens of [64, 512])
      for (const pausing of [true, false]) {
        const [clock, computing] = [noTimes(), noTimes()];
        for (let round = 0; round <= ROUNDS[prefer]; round++)
          for (const kind of KINDS) {
            const before = threads?.();
            const time = await run(tokens, kind === "all" ? outputs : ["logits"]);
            const after = threads?.();
            // The first round compiles and fills caches.
            if (round > 0) clock[kind].push(time);
            if (round > 0 && before && after) computing[kind].push(busiest(before, after));
            if (pausing) await page.waitForTimeout(Math.max(PAUSE, time));
          }
        const how = pausing ? "with pauses" : "back to back";
        console.log(`${id.padEnd(14)} ${engine.padEnd(10)} ${String(tokens).padStart(4)} tokens, ${how.padEnd(12)}: ${print(clock)}`);
        if (threads) console.log(`${"".padEnd(14)} ${"".padEnd(10)} time that its busiest thread computed: ${print(computing)}`);
        if (tokens === 512 && pausing) {
          // What a GPU computes is in no thread of ours.
          const measured = ratio(threads && prefer === "wasm" ? computing : clock);
          console.log(
            `${"".padEnd(14)} all captures at 512 tokens, at most ${LIMIT} x: ${measured <= LIMIT ? "yes" : "NO"} (${measured.toFixed(2)} x)`,
          );
        }
        expect(clock.all).toHaveLength(ROUNDS[prefer]);
      }
  });
