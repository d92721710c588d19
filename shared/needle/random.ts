// Random numbers that are the same everywhere: 32-bit integers only, so that no engine rounds them differently. A stream is
// named by its key (seed, needles, length, ...), so a prompt does not depend on which prompts were made before it.
// Generator: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).

export interface Random {
  /** Uniform in [0, 2^32). */
  next(): number;
  /** Uniform in [0, 1), in steps of 2^-32. */
  unit(): number;
  /** Uniform integer in [0, count); `count` from 1 to 2^32. */
  below(count: number): number;
  pick<T>(list: readonly T[]): T;
  /** `count` different integers in [0, size), in random order. */
  choose(size: number, count: number): number[];
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** Mixes one word into a state word so that every bit of it changes about half of the bits (murmur3's finaliser). */
function mix(state: number, word: number): number {
  let h = Math.imul(state ^ (word | 0), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) + 0x9e3779b9;
}

/**
 * The stream of a key.
 * @param key 32-bit integers; [1, 2] and [12] and [2, 1] are different streams
 */
export function randomOf(key: readonly number[]): Random {
  const state = [1, 2, 3, 4].map((lane) => key.reduce((h, word) => mix(h, word), mix(lane, key.length))) as [
    number,
    number,
    number,
    number,
  ];
  // The one state that the generator cannot leave.
  if (state.every((word) => word === 0)) state[0] = 1;

  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result;
  };
  const below = (count: number): number => {
    // What lies over the last multiple of count would make small numbers likelier: it is drawn again.
    const limit = 2 ** 32 - (2 ** 32 % count);
    let value = next();
    while (value >= limit) value = next();
    return value % count;
  };
  return {
    next,
    below,
    unit: () => next() / 2 ** 32,
    pick: (list) => {
      if (list.length === 0) throw new RangeError("nothing to pick from");
      return list[below(list.length)] as (typeof list)[number];
    },
    choose: (size, count) => {
      // Fisher and Yates, of which only the places that were moved are kept: size may be large.
      const moved = new Map<number, number>();
      return Array.from({ length: count }, (_, i) => {
        const at = i + below(size - i);
        const chosen = moved.get(at) ?? at;
        moved.set(at, moved.get(i) ?? i);
        return chosen;
      });
    },
  };
}
