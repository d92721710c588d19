// One array in numpy's .npy format (NEP 1): a magic word, a Python dict that says type and shape, the values.

import { HeddleError } from "../error.ts";

type NpyData = Float32Array | BigInt64Array | Uint8Array;
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: NpyData;
}

const MAGIC = "\x93NUMPY";
/** Values begin at a multiple of this, so that they can be mapped into memory. */
const ALIGNMENT = 64;
const MOST_AXES = 8;

interface DType {
  readonly bytes: number;
  readonly read: (buffer: ArrayBuffer) => NpyData;
}
/** What is read. Double precision is narrowed to what a trace holds. */
const TYPES: Readonly<Record<string, DType>> = {
  "<f4": { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  "<f8": { bytes: 8, read: (buffer) => new Float32Array(new Float64Array(buffer)) },
  "<i8": { bytes: 8, read: (buffer) => new BigInt64Array(buffer) },
  "|u1": { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
};

const dtype = (data: NpyData): string => (data instanceof Float32Array ? "<f4" : data instanceof BigInt64Array ? "<i8" : "|u1");
const product = (shape: readonly number[]): number => shape.reduce((size, axis) => size * axis, 1);

/** Writes an array; its data must fill its shape. */
export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  if (product(shape) !== data.length) throw new RangeError(`${data.length} values do not fill [${shape.join(", ")}]`);
  // Python writes a tuple of one with a comma.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${dtype(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefix = MAGIC.length + 4;
  const length = Math.ceil((prefix + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const out = new Uint8Array(length + data.byteLength);
  for (let i = 0; i < MAGIC.length; i++) out[i] = MAGIC.charCodeAt(i);
  out[6] = 1;
  new DataView(out.buffer).setUint16(8, length - prefix, true);
  out.set(new TextEncoder().encode(`${dict.padEnd(length - prefix - 1)}\n`), prefix);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length);
  return out;
}

/**
 * Reads an array.
 * @param where its name, for errors
 * @throws HeddleError `bad-trace-file`
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const broken = (problem: string): HeddleError =>
    new HeddleError("bad-trace-file", `"${where}" ${problem}.`, "Save it as float32, float64, int64 or uint8 in C order.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || [...MAGIC].some((letter, i) => bytes[i] !== letter.charCodeAt(0))) throw broken("is not a numpy array");
  const major = bytes[6] ?? 0;
  if (major < 1 || major > 3) throw broken(`has the unknown format version ${major}`);
  const prefix = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (prefix + length > bytes.length) throw broken("is cut off");
  const header = new TextDecoder("latin1").decode(bytes.subarray(prefix, prefix + length));
  const match = /^\{'descr': '([^']{2,4})', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? ?\}\s*$/.exec(header);
  if (!match) throw broken("has a header that cannot be read, or a type that Heddle does not read");
  const [, descr = "", order, list = ""] = match;
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (!type) throw broken(`has the type ${descr}`);
  const shape = list.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part.trim())]));
  if (shape.length > MOST_AXES || shape.some((size) => !Number.isSafeInteger(size))) throw broken("has an impossible shape");
  if (order === "True" && shape.length > 1) throw broken("is in Fortran order");
  const body = bytes.subarray(prefix + length);
  if (product(shape) * type.bytes !== body.length)
    throw broken(`has ${body.length} bytes of values where its shape [${shape.join(", ")}] needs ${product(shape) * type.bytes}`);
  // A copy, so that the values are aligned and do not keep the whole archive in memory.
  return { shape, data: type.read(body.slice().buffer) };
}
