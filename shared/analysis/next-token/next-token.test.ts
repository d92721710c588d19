import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../engine/tokenizer.ts";
import { parseManifest } from "../../manifest/parse.ts";
import { readTrace } from "../../trace/npz.ts";
import { logitsAfter, nextTokens } from "./analysis.ts";

/** The definition, written out. */
const plain = (logits: number[], temperature: number): number[] => {
  const weights = logits.map((logit) => Math.exp(logit / temperature));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return weights.map((one) => one / total);
};

const byId = (found: ReturnType<typeof nextTokens>): number[] =>
  [...found].sort((a, b) => a.id - b.id).map(({ probability }) => probability);

describe("next token", () => {
  it("is the plain softmax, most likely first", () => {
    const logits = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 12 });
    const temperature = fc.double({ min: 0.2, max: 4, noNaN: true });
    fc.assert(
      fc.property(logits, temperature, (values, tau) => {
        const found = nextTokens(Float32Array.from(values), tau);
        byId(found).forEach((probability, id) => void expect(probability).toBeCloseTo(plain(values, tau)[id] ?? Number.NaN, 9));
        found.forEach(({ probability }, place) => void expect(probability).toBeLessThanOrEqual(found[place - 1]?.probability ?? 1));
      }),
    );
  });

  it("does not overflow and knows the limit of temperature 0", () => {
    expect(nextTokens(Float32Array.of(1e4, 9e3), 0.01)[0]).toEqual({ id: 0, probability: 1 });
    expect(nextTokens(Float32Array.of(1, 3, 3), 0)).toEqual([
      { id: 1, probability: 0.5 },
      { id: 2, probability: 0.5 },
      { id: 0, probability: 0 },
    ]);
    expect(nextTokens(Float32Array.of(-1, 5), 1e9)[0]?.probability).toBeCloseTo(0.5, 6);
  });

  it("takes the logits after any token", () => {
    const read = (file: string): Buffer => readFileSync(`shared/engine/fixtures/tiny/${file}`);
    const manifest = parseManifest(JSON.parse(read("manifest.json").toString()), "manifest.json");
    const tokenizer = createTokenizer(read("tokenizer.json").toString(), "tokenizer.json", { bos: 0 });
    const trace = readTrace(new Uint8Array(read("probe.npz")), { manifest, tokenizer });
    expect(logitsAfter(trace, -1)).toEqual(logitsAfter(trace, 5));
    expect(logitsAfter(trace, 0)).toHaveLength(259);
    for (const token of [6, -7]) expect(() => logitsAfter(trace, token)).toThrow(expect.objectContaining({ code: "capture-missing" }));
  });
});
