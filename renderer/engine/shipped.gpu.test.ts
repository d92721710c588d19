// Every shipped model on the GPU and on the processor of a real browser: the same numbers, from one token to the
// longest text, as trained and with every knob turned, and a clear word beyond the longest.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { KnobValues, Trace } from "../../shared/trace/trace.ts";
import { createEngineClient, type EngineClient } from "./client.ts";

const TOLERANCE = 1e-3;
const WHOLE_TEXTS = import.meta.env["WHOLE_TEXTS"] === "1";
/** The software adapter of the tests takes its time over the longest text; with WHOLE_TEXTS=1 it may. */
const LONGEST = WHOLE_TEXTS ? Number.POSITIVE_INFINITY : 4_000;
const PATIENCE = WHOLE_TEXTS ? 1_800_000 : 240_000;
/** Length at which it is measured how long the longest text would take. */
const TRIAL = 64;
const ids = Object.keys(import.meta.glob("../../models/*/manifest.json")).flatMap((path) => path.split("/").at(-2) ?? []);
const SENTENCE = "The magic number of Paris is 4821, said the old man to his daughter; 你好 😀. ";

/** Largest difference of two captures, in their own units. */
function difference(a: Float32Array, b: Float32Array): number {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? 0) - (b[i] ?? Number.NaN)));
  return worst;
}

describe.skipIf(ids.length === 0).each(ids)("models/%s", (id) => {
  let client: EngineClient;
  let context = 0;
  let names: string[] = [];
  let knobs: Manifest["knobs"] = [];
  const at = (provider: "wasm" | "webgpu"): string => `${id}-${provider}`;
  beforeAll(async () => {
    client = createEngineClient();
    for (const prefer of ["wasm", "webgpu"] as const) {
      const { manifest, info } = await client.load({ id: at(prefer), base: `/models/${id}/` }, { prefer });
      expect(info.provider).toBe(prefer);
      context = manifest.size.context;
      names = manifest.captures.map(({ output }) => output);
      knobs = manifest.knobs;
    }
  }, PATIENCE);
  afterAll(() => client.dispose());

  /** A text of so many tokens, the start token included. */
  async function textOf(tokens: number): Promise<string> {
    const text = SENTENCE.repeat(Math.ceil(tokens / 8));
    const end = (await client.tokenize(at("wasm"), text))[tokens - 1]?.end ?? 0;
    return text.slice(0, end);
  }

  async function compare(text: string, turned: KnobValues = {}): Promise<Trace> {
    const request = { text, outputs: names, knobs: turned };
    const [wasm, webgpu] = [await client.run(at("wasm"), request), await client.run(at("webgpu"), request)];
    expect([wasm.engine.provider, webgpu.engine.provider]).toEqual(["wasm", "webgpu"]);
    for (const [i, capture] of wasm.captures.entries()) {
      const other = webgpu.captures[i];
      expect(other?.shape).toEqual(capture.shape);
      expect(difference(capture.data, other?.data ?? new Float32Array()), capture.name).toBeLessThanOrEqual(TOLERANCE);
    }
    return webgpu;
  }

  it.each(["a", "Hello\n\tworld 😀，你好 <mask>"])("gives the same on both for %j", async (text) => {
    await compare(text);
  });

  it(
    "gives the same on both with every knob somewhere in its range",
    async () => {
      const entries = knobs.map(({ input, shape, minimum, maximum }) => {
        const count = shape.reduce((product, size) => product * size, 1);
        // Steps of the golden ratio: spread evenly, the same at every run.
        const values = Array.from({ length: count }, (_, i) => minimum + (maximum - minimum) * ((0.5 + i * 0.618034) % 1));
        return [input, values] as const;
      });
      await compare(SENTENCE, Object.fromEntries(entries));
    },
    PATIENCE,
  );

  it(
    "gives the same on both for the longest text, and refuses one token more",
    async () => {
      // Work grows with the square of the length at most. A model for which a software adapter has not enough patience
      // is held to the longest text that it has enough for.
      const { milliseconds } = await compare(await textOf(TRIAL));
      const affordable = TRIAL * Math.sqrt(LONGEST / milliseconds);
      const longest = await textOf(context);
      expect(await client.tokenize(at("wasm"), longest)).toHaveLength(context);
      // Cut elsewhere than at a word the text may have a token more or less.
      await compare(affordable < context ? await textOf(Math.max(TRIAL, Math.floor(affordable))) : longest);
      const request = { text: await textOf(context + 1), outputs: names, knobs: {} };
      await expect(client.run(at("wasm"), request)).rejects.toMatchObject({
        code: "text-too-long",
        message: expect.stringContaining(String(context + 1)),
      });
    },
    PATIENCE,
  );
});
