import { describe, expect, it } from "vitest";
import { createOutputMemory } from "./memory.ts";

const LENGTH = 1 << 17;
const make = () => {
  const scope = { Float32Array };
  return { scope, memory: createOutputMemory(scope, LENGTH * 8) };
};
const filled = () => new Float32Array(LENGTH).fill(7);

describe("createOutputMemory", () => {
  it("lends memory of the right size while work runs, once", async () => {
    const { scope, memory } = make();
    const old = filled();
    memory.giveBack([old.buffer]);
    await memory.lending(async () => {
      expect(new scope.Float32Array(LENGTH).buffer).toBe(old.buffer);
      expect(new scope.Float32Array(LENGTH).buffer).not.toBe(old.buffer);
    });
    expect(memory.waiting).toBe(0);
  });

  it("gives fresh zeros to everybody else", async () => {
    const { scope, memory } = make();
    memory.giveBack([filled().buffer]);
    expect(new scope.Float32Array(LENGTH)[0]).toBe(0);
    await memory.lending(async () => {
      expect(new scope.Float32Array(LENGTH + 1)[0]).toBe(0);
      expect(new scope.Float32Array(4)[0]).toBe(0);
      expect([...new scope.Float32Array([1, 2])]).toEqual([1, 2]);
    });
    expect(memory.waiting).toBe(LENGTH * 4);
  });

  it("stops lending when work fails", async () => {
    const { scope, memory } = make();
    memory.giveBack([filled().buffer]);
    await expect(memory.lending(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(new scope.Float32Array(LENGTH)[0]).toBe(0);
  });

  it("keeps no more than its limit, the newest", async () => {
    const { scope, memory } = make();
    const arrays = [filled(), filled(), filled()];
    memory.giveBack(arrays.map(({ buffer }) => buffer));
    expect(memory.waiting).toBe(LENGTH * 8);
    await memory.lending(async () => {
      const lent = [new scope.Float32Array(LENGTH).buffer, new scope.Float32Array(LENGTH).buffer];
      expect(lent).not.toContain(arrays[0]?.buffer);
      expect(new Set(lent).size).toBe(2);
    });
  });

  it("stays the same kind of array to everybody", () => {
    const { scope } = make();
    expect(new scope.Float32Array(3)).toBeInstanceOf(Float32Array);
    expect(new Float32Array(3)).toBeInstanceOf(scope.Float32Array);
    expect(scope.Float32Array.from([1]).constructor).toBe(Float32Array);
    expect(scope.Float32Array.BYTES_PER_ELEMENT).toBe(4);
  });
});
