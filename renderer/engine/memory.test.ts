import { describe, expect, it } from "vitest";
import { createOutputMemory } from "./memory.ts";

const LENGTH = 1 << 17;
const BYTES = LENGTH * 4;
const make = (most = 2 * BYTES) => {
  const scope = { Float32Array };
  return { scope, memory: createOutputMemory(scope, most), borrower: {} };
};
const filled = (length = LENGTH) => new Float32Array(length).fill(7);

describe("lending", () => {
  it("gives memory that fits while work runs, once", async () => {
    const { scope, memory, borrower } = make();
    const old = filled();
    memory.expect(borrower, [BYTES]);
    memory.giveBack([old.buffer]);
    await memory.lending(async () => {
      expect(new scope.Float32Array(LENGTH).buffer).toBe(old.buffer);
      expect(new scope.Float32Array(LENGTH).buffer).not.toBe(old.buffer);
    });
    expect(memory.waiting).toBe(0);
  });

  it("makes arrays of the asked length in larger memory, the smallest that fits", async () => {
    const { scope, memory, borrower } = make(1 << 24);
    const [large, small] = [filled(LENGTH + 2000), filled(LENGTH + 1000)];
    memory.expect(borrower, [BYTES]);
    memory.giveBack([large.buffer, small.buffer]);
    await memory.lending(async () => {
      const lent = new scope.Float32Array(LENGTH);
      expect(lent.buffer).toBe(small.buffer);
      expect([lent.length, lent.byteOffset]).toEqual([LENGTH, 0]);
    });
    expect(memory.waiting).toBe(large.byteLength);
  });

  it("gives fresh zeros to everybody else", async () => {
    const { scope, memory, borrower } = make();
    memory.expect(borrower, [BYTES]);
    memory.giveBack([filled().buffer]);
    expect(new scope.Float32Array(LENGTH)[0]).toBe(0);
    await memory.lending(async () => {
      expect(new scope.Float32Array(LENGTH + 1)[0]).toBe(0);
      expect(new scope.Float32Array(LENGTH >> 1)[0]).toBe(0);
      expect(new scope.Float32Array(4)[0]).toBe(0);
      expect([...new scope.Float32Array([1, 2])]).toEqual([1, 2]);
    });
    expect(memory.waiting).toBe(BYTES);
  });

  it("stops when work fails", async () => {
    const { scope, memory, borrower } = make();
    memory.expect(borrower, [BYTES]);
    memory.giveBack([filled().buffer]);
    await expect(memory.lending(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(new scope.Float32Array(LENGTH)[0]).toBe(0);
  });

  it("stays the same kind of array to everybody", () => {
    const { scope } = make();
    expect(new scope.Float32Array(3)).toBeInstanceOf(Float32Array);
    expect(new Float32Array(3)).toBeInstanceOf(scope.Float32Array);
    expect(scope.Float32Array.from([1]).constructor).toBe(Float32Array);
    expect(scope.Float32Array.BYTES_PER_ELEMENT).toBe(4);
  });
});

describe("what waits", () => {
  it("is no more than the limit, the newest", async () => {
    const { scope, memory, borrower } = make();
    const arrays = [filled(), filled(), filled()];
    memory.expect(borrower, [BYTES]);
    memory.giveBack(arrays.map(({ buffer }) => buffer));
    expect(memory.waiting).toBe(2 * BYTES);
    await memory.lending(async () => {
      const lent = [new scope.Float32Array(LENGTH).buffer, new scope.Float32Array(LENGTH).buffer];
      expect(lent).not.toContain(arrays[0]?.buffer);
      expect(new Set(lent).size).toBe(2);
    });
  });

  it("is only what some next run will need", () => {
    const { memory, borrower } = make(1 << 24);
    memory.giveBack([filled().buffer]);
    expect(memory.waiting).toBe(0);
    const other = {};
    memory.expect(borrower, [BYTES]);
    memory.expect(other, [2 * BYTES]);
    memory.giveBack([filled().buffer]);
    memory.giveBack([filled(2 * LENGTH).buffer]);
    expect(memory.waiting).toBe(3 * BYTES);
    memory.forget(other);
    expect(memory.waiting).toBe(BYTES);
    memory.expect(other, [BYTES]);
    memory.forget();
    expect(memory.waiting).toBe(0);
    expect(memory.makeReady(BYTES)).toBe(false);
  });
});

describe("making ready", () => {
  const finish = (memory: { makeReady(most: number): boolean }, most = 1 << 30): number => {
    let steps = 1;
    while (memory.makeReady(most)) steps++;
    return steps;
  };

  it("makes what the next run lacks, with room for a few tokens more", async () => {
    const { scope, memory, borrower } = make(1 << 24);
    memory.expect(borrower, [BYTES, BYTES, 4 * BYTES, 1000]);
    memory.giveBack([filled().buffer]);
    expect(finish(memory)).toBe(2);
    const before = memory.waiting;
    expect(before).toBeGreaterThanOrEqual(6 * BYTES);
    expect(before).toBeLessThan(6 * BYTES * 1.1);
    await memory.lending(async () => {
      for (const length of [LENGTH + 100, LENGTH, 4 * LENGTH + 100]) expect(new scope.Float32Array(length)).toHaveLength(length);
    });
    expect(memory.waiting).toBe(0);
    expect(finish(memory)).toBe(3);
    expect(memory.makeReady(1 << 30)).toBe(false);
  });

  it("goes in steps no longer than asked, and counts only what is finished", () => {
    const { memory, borrower } = make();
    memory.expect(borrower, [BYTES]);
    expect(memory.makeReady(BYTES / 2)).toBe(true);
    expect(memory.waiting).toBe(0);
    // Garbage that comes back in between is better than what is half made.
    memory.giveBack([filled().buffer]);
    expect(memory.makeReady(BYTES / 2)).toBe(false);
    expect(memory.waiting).toBe(BYTES);
  });

  it("finishes what it began before a run that needs the same", () => {
    const { memory, borrower } = make();
    memory.expect(borrower, [BYTES]);
    expect(finish(memory, BYTES / 4)).toBe(5);
    memory.expect(borrower, [BYTES, BYTES]);
    memory.makeReady(BYTES / 2);
    memory.expect(borrower, [BYTES + 4, BYTES]);
    expect(finish(memory, BYTES)).toBe(1);
  });

  it("stays under the limit", () => {
    const { memory, borrower } = make(3 * BYTES);
    memory.expect(borrower, [BYTES, BYTES, BYTES, BYTES]);
    finish(memory);
    expect(memory.waiting).toBeGreaterThan(2 * BYTES);
    expect(memory.waiting).toBeLessThanOrEqual(3 * BYTES);
  });

  it("does nothing for nobody", () => {
    const { memory } = make();
    expect(memory.makeReady(1 << 20)).toBe(false);
    expect(memory.waiting).toBe(0);
  });
});
