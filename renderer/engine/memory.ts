// Memory for outputs, used again or made ready. ONNX Runtime copies every output into `new Float32Array(size)`. At 512
// tokens all captures together are over 100 MB, and the page faults of memory that the process was just given cost many
// times the copy itself. So captures are copied into memory that is warm already: that of captures that nobody can read
// any more, and, where garbage has not been collected in time, memory that was touched while nothing else was to do.

/** Arrays below this size are cheap to make anew. */
const SMALLEST_BYTES = 1 << 18;
const PAGE_BYTES = 1 << 12;
/** Buffers are a multiple of this. */
const GRAIN_BYTES = 1 << 16;
/** A buffer has room for a text that is a little longer: nearly every keystroke changes the number of tokens. */
const ROOM = 17 / 16;
/** A buffer that would be less than this part full is left for something larger. */
const LEAST_FILLED = 3 / 4;

/** How large a buffer is made for so many bytes. */
function capacityFor(bytes: number): number {
  return Math.ceil((bytes * ROOM) / GRAIN_BYTES) * GRAIN_BYTES;
}

function fits(buffer: ArrayBuffer, bytes: number): boolean {
  return buffer.byteLength >= bytes && bytes >= buffer.byteLength * LEAST_FILLED;
}

export interface OutputMemory {
  /**
   * While `work` runs, large arrays made in this thread by `new Float32Array(length)` lie in memory that waited here,
   * where there is some that fits, and then hold what was there: only for code that overwrites all of them. Such an
   * array's buffer may be larger than the array.
   */
  lending<T>(work: () => Promise<T>): Promise<T>;
  /** Takes memory that nothing refers to any more. What no run will need and what is over the limit is let go. */
  giveBack(buffers: readonly ArrayBuffer[]): void;
  /**
   * Says how many bytes the outputs of a borrower's next run will take, one number for each output. What fits nobody's
   * outputs is let go.
   */
  expect(borrower: object, sizes: readonly number[]): void;
  /** Expects nothing any more of a borrower, or of any, and lets go what was for them. */
  forget(borrower?: object): void;
  /**
   * One step of making ready what the next runs will need and what does not wait here yet.
   * @param mostBytes how much is touched in this step
   * @returns whether there is more to do
   */
  makeReady(mostBytes: number): boolean;
  /** Bytes waiting to be lent. */
  readonly waiting: number;
}

/**
 * @param scope whose Float32Array is replaced: the worker's global object
 * @param mostBytes how much may wait to be used again
 */
export function createOutputMemory(scope: { Float32Array: Float32ArrayConstructor }, mostBytes: number): OutputMemory {
  const expected = new Map<object, readonly number[]>();
  let borrowers = 0;
  /** What waits, the oldest first. */
  let buffers: ArrayBuffer[] = [];
  /** A buffer that is being made ready: bytes before `touched` are. */
  let unfinished: { readonly buffer: ArrayBuffer; touched: number } | null = null;

  const waiting = (): number => buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);

  function take(bytes: number): ArrayBuffer | undefined {
    const found = smallestFitting(buffers, bytes);
    if (found) buffers.splice(buffers.indexOf(found), 1);
    return found;
  }

  /** Lets go what fits nothing that is expected, then the oldest over the limit. */
  function trim(): void {
    const sizes = [...expected.values()].flat();
    const wanted = (buffer: ArrayBuffer): boolean => sizes.some((bytes) => fits(buffer, bytes));
    buffers = buffers.filter(wanted);
    if (unfinished && !wanted(unfinished.buffer)) unfinished = null;
    while (waiting() > mostBytes) buffers.shift();
  }

  /** The largest expected size that has no buffer. */
  function missing(): number | undefined {
    const free = [...buffers];
    const without = [...expected.values()]
      .flat()
      .sort((a, b) => a - b)
      .filter((bytes) => {
        const found = smallestFitting(free, bytes);
        if (found) free.splice(free.indexOf(found), 1);
        return !found;
      });
    return without.at(-1);
  }

  scope.Float32Array = new Proxy(scope.Float32Array, {
    construct(target, given, newTarget) {
      const [length] = given;
      if (borrowers > 0 && given.length === 1 && typeof length === "number" && length * 4 >= SMALLEST_BYTES)
        return new target(take(length * 4) ?? new ArrayBuffer(capacityFor(length * 4)), 0, length);
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
      buffers = [...buffers, ...returned];
      trim();
    },
    expect(borrower, sizes) {
      expected.set(
        borrower,
        sizes.filter((bytes) => bytes >= SMALLEST_BYTES),
      );
      trim();
    },
    forget(borrower) {
      if (borrower) expected.delete(borrower);
      else expected.clear();
      trim();
    },
    makeReady(most) {
      const bytes = missing();
      if (bytes === undefined) {
        unfinished = null;
        return false;
      }
      if (!unfinished || !fits(unfinished.buffer, bytes)) {
        if (waiting() + capacityFor(bytes) > mostBytes) return false;
        unfinished = { buffer: new ArrayBuffer(capacityFor(bytes)), touched: 0 };
      }
      const { buffer, touched } = unfinished;
      const end = Math.min(buffer.byteLength, touched + most);
      const pages = new Uint8Array(buffer);
      for (let at = touched; at < end; at += PAGE_BYTES) pages[at] = 0;
      unfinished.touched = end;
      if (end < buffer.byteLength) return true;
      buffers.push(buffer);
      unfinished = null;
      return missing() !== undefined;
    },
    get waiting() {
      return waiting();
    },
  };
}

function smallestFitting(buffers: readonly ArrayBuffer[], bytes: number): ArrayBuffer | undefined {
  return buffers
    .filter((buffer) => fits(buffer, bytes))
    .reduce<ArrayBuffer | undefined>((best, buffer) => (best && best.byteLength <= buffer.byteLength ? best : buffer), undefined);
}
