// What measuring all heads costs: the built workers, as many as the app starts, fed with the maps that the model makes of a
// long text. What counts for the window is the copying of one layer, which holds it up; the rest happens beside it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { openEngine } from "./enginePage.ts";

const ROUNDS = 15;
/** Limit: all measures of 48 heads at 512 tokens. */
const LIMIT = 250;

interface Thread {
  hold(name: string, capture: unknown): Promise<void>;
  measure(
    name: string,
    map: unknown,
    causal: boolean,
    context: unknown,
  ): Promise<{ ok: boolean; value: { heads: unknown[]; values: object } }>;
}

test("measures of 48 heads at 512 tokens", async ({ page, home }) => {
  const script = readdirSync(join(ROOT, "out", "renderer", "assets")).find((name) => /^measureThread-.*\.js$/.test(name));
  if (script === undefined) throw new Error("There is no built worker of measures.");
  await openEngine(page, home);
  const samples = JSON.parse(readFileSync(join(ROOT, "assets", "samples.json"), "utf8")) as { samples: { id: string; text: string }[] };
  const text = samples.samples.find(({ id }) => id === "long")?.text ?? "";
  const found = await page.evaluate(
    async ([address, words, rounds]) => {
      const { wrap } = (window as unknown as { Comlink: { wrap(worker: Worker): unknown } }).Comlink;
      const threads = Math.max(1, Math.min(4, navigator.hardwareConcurrency));
      const remotes = Array.from({ length: threads }, () => wrap(new Worker(address, { type: "module" })) as Thread);
      const loaded = await window.engine.load("transformer", "wasm");
      if (!loaded.ok) throw new Error(loaded.error.message);
      const maps = loaded.value.manifest.captures.filter(({ role }) => role === "attention.map");
      // As much of the text as the model reads.
      let run = await window.engine.run("transformer", { text: words, outputs: maps.map(({ output }) => output), knobs: {} });
      for (let cut = words; !run.ok || run.value.tokens.length < 512; ) {
        cut = run.ok ? `${cut} a` : cut.slice(0, cut.lastIndexOf(" "));
        run = await window.engine.run("transformer", { text: cut, outputs: maps.map(({ output }) => output), knobs: {} });
      }
      const { captures, tokens } = run.value;
      const count = tokens.length;
      const ids = tokens.map(({ id }) => id);
      const segments = Uint8Array.from(ids, (_, place) => (place === 0 ? 0 : place >= 100 && place < 110 ? 1 : place >= count - 8 ? 2 : 3));
      const asked = ids.map((_, place) => place).slice(-8);
      const context = { ids, offset: 0, segments, asked, steps: asked, predicted: Int32Array.from(ids) };
      const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
      const times = { copy: [] as number[], layer: [] as number[], measure: [] as number[] };
      let heads = 0;
      for (let round = 0; round <= rounds; round++) {
        const waits: Promise<void>[] = [];
        let [copy, layer] = [0, 0];
        for (const [place, capture] of captures.entries()) {
          const begun = performance.now();
          waits.push((remotes[place % threads] as Thread).hold(`round ${round}`, capture));
          const took = performance.now() - begun;
          copy += took;
          layer = Math.max(layer, took);
        }
        await Promise.all(waits);
        const begun = performance.now();
        const replies = await Promise.all(
          remotes.map((remote) => remote.measure(`round ${round}`, { role: "attention.map" }, true, context)),
        );
        if (replies.some(({ ok }) => !ok)) throw new Error("not measured");
        heads = replies.reduce((sum, { value }) => sum + value.heads.length, 0);
        // The first round compiles.
        if (round === 0) continue;
        times.measure.push(performance.now() - begun);
        times.copy.push(copy);
        times.layer.push(layer);
      }
      return {
        heads,
        count,
        threads,
        best: Math.min(...times.measure),
        measure: median(times.measure),
        copy: median(times.copy),
        layer: median(times.layer),
      };
    },
    [`${home}assets/${script}`, text, ROUNDS] as const,
  );
  const { heads, count, threads, best, measure, copy, layer } = found;
  console.log(
    `${heads} heads at ${count} tokens, ${threads} threads: all measures ${measure.toFixed(0)} ms (best ${best.toFixed(0)}), copying ${copy.toFixed(0)} ms, of which at most ${layer.toFixed(1)} ms at once`,
  );
  console.log(`   at most ${LIMIT} ms: ${measure <= LIMIT ? "yes" : "NO"}`);
  expect([heads, count]).toEqual([48, 512]);
});
