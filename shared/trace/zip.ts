// Zip archives as numpy writes and reads them: entries stored or deflated, no encryption. Reading trusts nothing: every
// offset and size is held against the bytes that are there, and every entry against its CRC.

import { inflateSync, zipSync } from "fflate";
import { crc32 } from "../crc32.ts";
import { HeddleError } from "../error.ts";

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const DIRECTORY_SIZE = 46;
const LOCAL_SIZE = 30;
/** The comment after the end record is at most this long. */
const LONGEST_COMMENT = 0xffff;
/** Deflate makes at most 1032 bytes of one; an entry that claims more is lying. */
const MOST_EXPANSION = 1032;

const broken = (problem: string): HeddleError =>
  new HeddleError(
    "bad-trace-file",
    `The file is not a whole .npz archive: ${problem}.`,
    "Save it again, or copy it again from where it came from.",
  );

/**
 * Packs files. The same input gives the same bytes: entries keep their order and all have the oldest date of zip.
 * @param level 0: stored; 1 to 9: deflated
 */
export function writeZip(files: ReadonlyMap<string, Uint8Array>, level: 0 | 6): Uint8Array {
  // The library turns dates into local time, so the date is made in local time too.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(files), { level, mtime });
}

/**
 * Unpacks all entries.
 * @param most bytes that all entries together may have
 * @throws HeddleError `bad-trace-file`
 */
export function readZip(bytes: Uint8Array, most: number): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  let total = 0;
  const files = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    if (at + DIRECTORY_SIZE > end || view.getUint32(at, true) !== DIRECTORY) throw broken("its list of entries is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const next = at + DIRECTORY_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw broken("its list of entries is damaged");
    const name = new TextDecoder().decode(bytes.subarray(at + DIRECTORY_SIZE, at + DIRECTORY_SIZE + nameLength));
    total += view.getUint32(at + 24, true);
    if (total > most) throw broken(`it would unpack to more than ${most} bytes`);
    if (files.has(name)) throw broken(`it has two entries "${name}"`);
    files.set(name, readEntry(bytes, view, at, name));
    at = next;
  }
  return files;
}

/** Where the end record starts: the last place that has its mark and whose comment ends with the file. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END && at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength) return at;
  throw broken("its end is missing, as when a copy stopped half way");
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, name: string): Uint8Array {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (flags & 1) throw broken(`"${name}" is encrypted`);
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL) throw broken(`"${name}" is not where the list says`);
  const start = local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw broken(`"${name}" is cut off`);
  const body = bytes.subarray(start, start + packed);
  const data = unpack(body, method, size, name);
  if (data.length !== size || crc32(data) !== crc) throw broken(`"${name}" is damaged`);
  return data;
}

function unpack(body: Uint8Array, method: number, size: number, name: string): Uint8Array {
  if (method === 0) return body;
  if (method !== 8) throw broken(`"${name}" is packed in an unknown way`);
  if (size > body.length * MOST_EXPANSION + 64) throw broken(`"${name}" claims an impossible size`);
  try {
    return inflateSync(body, { out: new Uint8Array(size) });
  } catch {
    throw broken(`"${name}" is damaged`);
  }
}
