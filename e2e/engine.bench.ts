// What a run costs, and what asking for all captures adds to it. Kinds of runs take turns, so that whatever else the
// machine does falls on all of them; medians are printed.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { hasGpu, openEngine } from "./enginePage.ts";

const models = readdirSync(join(ROOT, "models")).filter((id) => existsSync(join(ROOT, "models", id, "manifest.json")));
/** A software adapter says nothing about the speed of a GPU, so it is run less. */
const ROUNDS = { wasm: 11, webgpu: 3 } as const;

for (const id of models)
  test(`runs of ${id}`, async ({ page, home }) => {
    await openEngine(page, home);
    const prefer = (await hasGpu(page)) ? "webgpu" : "wasm";
    const rows = await page.evaluate(
      async ([model, provider, rounds]) => {
        const { engine } = window;
        const loaded = await engine.load(model, provider);
        if (!loaded.ok) throw new Error(loaded.error.message);
        const { manifest, info } = loaded.value;
        const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
        const kinds = { logits: ["logits"], all: manifest.captures.map(({ output }) => output) };
        const rows: { tokens: number; engine: string; logits: number; all: number; ratio: number }[] = [];
        for (const tokens of [64, 512]) {
          // One letter and one blank make one token.
          const text = "a".concat(" a".repeat(tokens - 2));
          const times: Record<keyof typeof kinds, number[]> = { logits: [], all: [] };
          for (let round = 0; round <= rounds; round++)
            for (const kind of ["logits", "all"] as const) {
              const start = performance.now();
              const reply = await engine.run(model, { text, outputs: kinds[kind], knobs: {} });
              if (!reply.ok) throw new Error(reply.error.message);
              if (reply.value.tokens.length !== tokens) throw new Error(`${reply.value.tokens.length} tokens instead of ${tokens}`);
              // The first round compiles and fills caches.
              if (round > 0) times[kind].push(performance.now() - start);
            }
          const [logits, all] = [median(times.logits), median(times.all)];
          rows.push({ tokens, engine: `${info.provider} x${info.threads}`, logits, all, ratio: all / logits });
        }
        return rows;
      },
      [id, prefer, ROUNDS[prefer]] as const,
    );
    for (const { tokens, engine, logits, all, ratio } of rows)
      console.log(
        `${id.padEnd(14)} ${engine.padEnd(10)} ${String(tokens).padStart(4)} tokens: logits ${logits.toFixed(0)} ms, all captures ${all.toFixed(0)} ms (${ratio.toFixed(2)} x)`,
      );
    expect(rows).toHaveLength(2);
  });
