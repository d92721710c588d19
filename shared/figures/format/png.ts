// PNG (ISO/IEC 15948) as bytes: small rasters inside SVG files, and extra chunks for pictures that a canvas encoded.
// Lossless, without time or program stamps: the same pixels give the same bytes.

import { zlibSync } from "fflate";
import { crc32 } from "../../crc32.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Encodes pixels: RGB where every pixel is opaque, RGBA otherwise.
 * @param pixels RGBA, row-major, `width` x `height`
 */
export function encodePng(pixels: Uint8ClampedArray, width: number, height: number): Uint8Array<ArrayBuffer> {
  let opaque = true;
  for (let i = 3; i < pixels.length && opaque; i += 4) opaque = pixels[i] === 255;
  const depth = opaque ? 3 : 4;
  const rows = new Uint8Array(height * (width * depth + 1));
  let to = 0;
  for (let y = 0; y < height; y++) {
    to++; // Filter 0: the row as it is.
    for (let x = 0; x < width; x++) for (let c = 0; c < depth; c++) rows[to++] = pixels[(y * width + x) * 4 + c] ?? 0;
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, opaque ? 2 : 6, 0, 0, 0], 8);
  return join([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

export interface PngNotes {
  /** Dots per inch, kept as pixels per metre (pHYs). */
  readonly dpi: number;
  /** Keyword -> text (iTXt): "Title", "Description", ... */
  readonly texts: Readonly<Record<string, string>>;
}

/** The picture with its resolution and texts written behind the header; older such chunks are left out. */
export function annotatePng(png: Uint8Array, notes: PngNotes): Uint8Array<ArrayBuffer> {
  if (SIGNATURE.some((byte, i) => png[i] !== byte)) throw new RangeError("not a PNG file");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [png.subarray(0, 8)];
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at) + 12;
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type !== "pHYs" && type !== "iTXt") parts.push(png.subarray(at, at + length));
    if (type === "IHDR") parts.push(...noteChunks(notes));
    at += length;
  }
  return join(parts);
}

function noteChunks(notes: PngNotes): Uint8Array[] {
  const size = new Uint8Array(9);
  const view = new DataView(size.buffer);
  const perMetre = Math.round(notes.dpi / 0.0254);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  size[8] = 1;
  const utf8 = new TextEncoder();
  const texts = Object.entries(notes.texts).map(([keyword, text]) => chunk("iTXt", utf8.encode(`${keyword}\0\0\0\0\0${text}`)));
  return [chunk("pHYs", size), ...texts];
}
