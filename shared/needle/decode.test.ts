import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeGreedily, type Likeliest } from "./decode.ts";

/** A model that looks at the last three tokens: enough for its choices to depend on what it wrote before. */
const next = (ids: readonly number[], seed: number): number => {
  const [a = 0, b = 0, c = 0] = ids.slice(-3);
  return (a * 7 + b * 3 + c + seed) % 5;
};
const model =
  (seed: number): Likeliest =>
  async (ids, from) =>
    Array.from({ length: ids.length - from }, (_, i) => next(ids.slice(0, from + i + 1), seed));

function stepByStep(given: readonly number[], length: number, seed: number): number[] {
  const ids = [...given];
  for (let i = 0; i < length; i++) ids.push(next(ids, seed));
  return ids.slice(given.length);
}

const token = fc.nat(4);

describe("decodeGreedily", () => {
  it("writes what decoding token by token writes, whatever is guessed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(token, { minLength: 1, maxLength: 6 }),
        fc.array(token, { minLength: 1, maxLength: 12 }),
        fc.array(token, { maxLength: 20 }),
        fc.nat(20),
        fc.boolean(),
        async (given, reference, noise, seed, honest) => {
          const found = await decodeGreedily(model(seed), given, reference, (written) => (honest ? [...written, ...noise] : noise));
          expect(found.ids).toEqual(stepByStep(given, reference.length, seed));
          expect(found.passes).toBeLessThanOrEqual(reference.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("needs one pass for what is right, and two for what was guessed at once", async () => {
    const given = [1, 2, 3];
    const right = stepByStep(given, 9, 4);
    const never = (): number[] => [];
    expect(await decodeGreedily(model(4), given, right, never)).toEqual({ ids: right, passes: 1 });
    const wrong = [...right.slice(0, 4), ((right[4] ?? 0) + 1) % 5, 0, 0, 0, 0];
    expect(await decodeGreedily(model(4), given, wrong, () => right)).toEqual({ ids: right, passes: 2 });
  });
});
