import { describe, expect, it } from "vitest";
import { randomOf } from "./random.ts";

/** xoshiro128** in exact integer arithmetic, from a given state. */
function twin(state: bigint[], count: number): number[] {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  const rotate = (value: bigint, by: bigint): bigint => word((value << by) | (value >> (32n - by)));
  let [a = 0n, b = 0n, c = 0n, d = 0n] = state;
  return Array.from({ length: count }, () => {
    const result = word(rotate(word(b * 5n), 7n) * 9n);
    const t = word(b << 9n);
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11n);
    return Number(result);
  });
}

/** The state that `randomOf` makes of a key, in exact integer arithmetic. */
function seeded(key: readonly number[]): bigint[] {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  const mix = (state: bigint, value: number): bigint => {
    let h = word((state ^ word(BigInt(value))) * 0x85ebca6bn);
    h = word((h ^ (h >> 13n)) * 0xc2b2ae35n);
    return word((h ^ (h >> 16n)) + 0x9e3779b9n);
  };
  return [1n, 2n, 3n, 4n].map((lane) => key.reduce((h, value) => mix(h, value), mix(lane, key.length)));
}

describe("randomOf", () => {
  it("agrees with the generator in exact arithmetic; its first words from the state 1, 2, 3, 4 are the published ones", () => {
    expect(twin([1n, 2n, 3n, 4n], 4)).toEqual([11520, 0, 5927040, 70819200]);
    for (const key of [[], [0], [1, 2, 3], [2 ** 32 - 1, -1, 7], [128, 0, 512, 25000]]) {
      const { next } = randomOf(key);
      expect(Array.from({ length: 200 }, next)).toEqual(twin(seeded(key), 200));
    }
  });

  it("gives every key its own stream", () => {
    const first = [[1, 2], [2, 1], [12], [1, 2, 0], [0, 1, 2], []].map((key) => randomOf(key).next());
    expect(new Set(first).size).toBe(first.length);
  });

  it("is even: 70 000 draws of seven fall within five standard deviations of 10 000 each", () => {
    const { below } = randomOf([42]);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const drawn = below(7);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    const deviation = Math.sqrt(70_000 * (1 / 7) * (6 / 7));
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * deviation);
  });

  it("chooses without repeating, and all of a list is a permutation", () => {
    const random = randomOf([9]);
    for (let i = 0; i < 50; i++) {
      expect([...random.choose(10, 10)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const few = random.choose(1_000_000_000, 5);
      expect(new Set(few).size).toBe(5);
    }
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
