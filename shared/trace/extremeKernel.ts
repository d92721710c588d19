// The largest, or the farthest from zero, of rectangles of numbers, four at a time. JavaScript compares one float in the
// time in which SIMD compares eight, and the thumbnails of 48 heads at 512 tokens look at six million. The instructions of
// WebAssembly stand here in their binary form (WebAssembly Core Specification 3.0, sections 5.4 and 5.5), since a compiler
// for thirty lines would be the larger part.

/** What is used of WebAssembly; its own types come with the DOM's, which this folder does not have. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /**
   * Writes one float for each bin. All addresses and lengths are in bytes.
   * @param from address of the first row
   * @param stride from a row to the next
   * @param bins address of the first and the past-the-last place in a row, of each bin
   * @param signed 0: the largest; 1: the one farthest from zero, of equally far ones the positive
   * @param limit where every row ends
   * @param into address of the results
   */
  extremes(from: number, stride: number, rows: number, bins: number, count: number, signed: number, limit: number, into: number): void;
}

const PAGE_BYTES = 1 << 16;

const [I32, F32, V128] = [0x7f, 0x7d, 0x7b];
/** Parameters, then variables. */
const [FROM, STRIDE, ROWS, BINS, COUNT, SIGNED, LIMIT, INTO] = [0, 1, 2, 3, 4, 5, 6, 7];
const [ROW, LEFT, AT, FOURS, END, LOW, HIGH, LOWS, HIGHS] = [8, 9, 10, 11, 12, 13, 14, 15, 16];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
/** Numbers under 64 are one byte. */
const int = (value: number): number[] => [0x41, value & 0x7f];
const float = (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
const [add, subtract, and, lessThan, isZero] = [0x6a, 0x6b, 0x71, 0x48, 0x45];
const [min, max, negate, atLeast, select] = [0x96, 0x97, 0x8c, 0x60, 0x1b];
const [loadInt, loadFloat, storeFloat] = [
  [0x28, 2],
  [0x2a, 2, 0],
  [0x38, 2, 0],
];
const [load4, splat, min4, max4] = [
  [0xfd, 0x00, 2, 0],
  [0xfd, 0x13],
  // The pseudo-minimum and -maximum: one instruction of the processor, since no NaN need be looked for.
  [0xfd, 0xea, 0x01],
  [0xfd, 0xeb, 0x01],
];
const lane = (index: number): number[] => [0xfd, 0x1f, index];
/** Repeats `body` while `condition` leaves a number other than 0. */
const during = (condition: number[], body: number[]): number[] => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...[...condition, isZero, 0x0d, 1],
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
];
const step = (local: number, by: number[]): number[] => [...get(local), ...by, add, ...set(local)];
const over = (operation: readonly number[], local: number, value: number[]): number[] => [
  ...get(local),
  ...value,
  ...operation,
  ...set(local),
];

/** The smaller of two places. */
const within = (place: number[], limit: number[]): number[] => [...place, ...limit, ...place, ...limit, lessThan, select];

/** Looks at the numbers from AT up to `end`, so many bytes at a time. */
const look = (end: number, low: number[], high: number[], bytes: number): number[] =>
  during([...get(AT), ...get(end), lessThan], [...low, ...high, ...step(AT, int(bytes))]);

const BODY = [
  ...during(get(COUNT), [
    ...[...float(Number.POSITIVE_INFINITY), ...set(LOW), ...float(Number.NEGATIVE_INFINITY), ...set(HIGH)],
    ...[...get(LOW), ...splat, ...set(LOWS), ...get(HIGH), ...splat, ...set(HIGHS)],
    ...[...get(FROM), ...set(ROW), ...get(ROWS), ...set(LEFT)],
    ...during(get(LEFT), [
      ...[...get(ROW), ...get(BINS), ...loadInt, 0, add, ...set(AT)],
      ...[...get(ROW), ...within([...get(BINS), ...loadInt, 4], get(LIMIT)), add, ...set(END)],
      // Whole fours of the row, then what is left of it.
      ...[...get(AT), ...get(END), ...get(AT), subtract, ...int(-16), and, add, ...set(FOURS)],
      ...look(FOURS, over(min4, LOWS, [...get(AT), ...load4]), over(max4, HIGHS, [...get(AT), ...load4]), 16),
      ...look(END, over([min], LOW, [...get(AT), ...loadFloat]), over([max], HIGH, [...get(AT), ...loadFloat]), 4),
      ...step(ROW, get(STRIDE)),
      ...step(LEFT, int(-1)),
    ]),
    ...[0, 1, 2, 3].flatMap((index) => [
      ...over([min], LOW, [...get(LOWS), ...lane(index)]),
      ...over([max], HIGH, [...get(HIGHS), ...lane(index)]),
    ]),
    // select gives its first value where the third is not 0.
    ...[...get(INTO), ...get(LOW), ...get(HIGH), ...get(SIGNED), ...get(HIGH), ...get(LOW), negate, atLeast, isZero, and, select],
    ...[...storeFloat, ...step(INTO, int(4)), ...step(BINS, int(8)), ...step(COUNT, int(-1))],
  ]),
  0x0b,
];

/** A length that may need two bytes, then the bytes. */
const sized = (bytes: readonly number[]): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const named = (name: string, kind: number): number[] => [...sized([...name].map((letter) => letter.charCodeAt(0))), kind, 0];

function compile(): Kernel {
  const locals = [3, 5, I32, 2, F32, 2, V128];
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...sized(new Array<number>(8).fill(I32)), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...named("extremes", 0), ...named("memory", 2)]),
    ...section(10, [1, ...sized([...locals, ...BODY])]),
  ];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
  return exports as Kernel;
}

let kernel: Kernel | undefined;
let [floats, integers] = [new Float32Array(0), new Int32Array(0)];

export interface PooledBins {
  /** Makes rows ready, from `data[from]`; they replace those before them. No NaN among what will be looked at. */
  load(data: Float32Array, from: number, rows: number): void;
  /**
   * For the bins [bin, bin + count) the largest of some rows, or with `signed` the number farthest from zero, of equally
   * far ones the positive; −∞ where there is none. To be read before the next call.
   * @param limit where the rows end, if not at their end
   */
  extremes(row: number, rows: number, bin: number, count: number, signed: boolean, limit?: number): Float32Array;
}

/**
 * @param columns length of a row
 * @param starts the first column of each bin
 * @param ends the first column after it
 */
export function poolBins(columns: number, starts: Int32Array, ends: Int32Array): PooledBins {
  kernel ??= compile();
  const { memory, extremes } = kernel;
  // Bins, results, rows; in words of four bytes.
  const results = 2 * starts.length;
  const first = results + starts.length;
  const reserve = (words: number): void => {
    const missing = words * 4 - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    if (floats.buffer !== memory.buffer) [floats, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)];
  };
  reserve(first);
  for (let i = 0; i < starts.length; i++) {
    integers[2 * i] = (starts[i] as number) * 4;
    integers[2 * i + 1] = (ends[i] as number) * 4;
  }
  return {
    load(data, from, rows) {
      reserve(first + rows * columns);
      floats.set(new Float32Array(data.buffer, data.byteOffset + from * 4, rows * columns), first);
    },
    extremes(row, rows, bin, count, signed, limit = columns) {
      extremes((first + row * columns) * 4, columns * 4, rows, bin * 8, count, signed ? 1 : 0, limit * 4, results * 4);
      return floats.subarray(results, results + count);
    },
  };
}
