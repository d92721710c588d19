// Memory for outputs, used again. ONNX Runtime copies every output into `new Float32Array(size)`. At 512 tokens all
// captures together are over 100 MB, and the page faults of memory that the process was just given cost more than the
// copy itself. So the memory of captures that nobody can read any more comes back here and is lent out again.

/** Arrays below this size are cheap to make anew. */
const SMALLEST_BYTES = 1 << 18;

export interface OutputMemory {
  /**
   * While `work` runs, large arrays made in this thread by `new Float32Array(length)` may lie in memory that was used
   * before, and then hold what was there: only for code that overwrites all of them.
   */
  lending<T>(work: () => Promise<T>): Promise<T>;
  /** Takes memory that nothing refers to any more. What is over the limit is let go, the oldest first. */
  giveBack(buffers: readonly ArrayBuffer[]): void;
  /** Bytes waiting to be lent. */
  readonly waiting: number;
}

/**
 * @param scope whose Float32Array is replaced: the worker's global object
 * @param mostBytes how much may wait to be used again
 */
export function createOutputMemory(scope: { Float32Array: Float32ArrayConstructor }, mostBytes: number): OutputMemory {
  let waiting = 0;
  let borrowers = 0;
  let buffers: ArrayBuffer[] = [];

  function take(bytes: number): ArrayBuffer | undefined {
    const found = buffers.findIndex((buffer) => buffer.byteLength === bytes);
    const [buffer] = found < 0 ? [] : buffers.splice(found, 1);
    if (buffer) waiting -= bytes;
    return buffer;
  }

  scope.Float32Array = new Proxy(scope.Float32Array, {
    construct(target, given, newTarget) {
      const [length] = given;
      if (borrowers > 0 && given.length === 1 && typeof length === "number" && length * 4 >= SMALLEST_BYTES) {
        const buffer = take(length * 4);
        if (buffer) return new target(buffer);
      }
      return Reflect.construct(target, given, newTarget) as Float32Array;
    },
  });

  return {
    async lending(work) {
      borrowers++;
      try {
        return await work();
      } finally {
        borrowers--;
      }
    },
    giveBack(returned) {
      buffers = [...buffers, ...returned.filter((buffer) => buffer.byteLength >= SMALLEST_BYTES)];
      waiting = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      while (waiting > mostBytes) waiting -= buffers.shift()?.byteLength ?? waiting;
    },
    get waiting() {
      return waiting;
    },
  };
}
