import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { watchReturned } from "./returned.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** Garbage is collected and those who watch it are told. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function setUp() {
  const back: ArrayBuffer[] = [];
  return { back, watch: watchReturned((buffer) => void back.push(buffer)) };
}

it("returns the memory of arrays that nobody holds", async () => {
  const { back, watch } = setUp();
  watch([new Float32Array(100), new Float32Array(new ArrayBuffer(4096), 0, 1000)]);
  await settle();
  expect(back.map(({ byteLength }) => byteLength).sort()).toEqual([400, 4096]);
});

it("leaves memory to whoever holds the array, or a part of it alone", async () => {
  const { back, watch } = setUp();
  const held = new Float32Array(100);
  const row = ((): Float32Array => {
    const whole = new Float32Array(200).fill(3);
    watch([held, whole]);
    return whole.subarray(10, 20).subarray(1, 3);
  })();
  await settle();
  expect(back).toEqual([]);
  expect([...row, held.length]).toEqual([3, 3, 100]);
});

it("returns memory that several arrays share to nobody", async () => {
  const { back, watch } = setUp();
  const shared = new ArrayBuffer(64);
  watch([new Float32Array(shared, 0, 8), new Float32Array(shared, 32, 8)]);
  await settle();
  expect(back).toEqual([]);
});
