import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../crc32.ts";
import { createTokenizer } from "../engine/tokenizer.ts";
import { parseManifest } from "../manifest/parse.ts";
import { type NpyArray, readNpy, writeNpy } from "./npy.ts";
import { readArrays, readTrace, writeTrace } from "./npz.ts";
import type { Capture, Trace } from "./trace.ts";
import { readZip, writeZip } from "./zip.ts";

const TINY = "shared/engine/fixtures/tiny";
const file = (path: string): Uint8Array => new Uint8Array(readFileSync(path));
const manifest = parseManifest(JSON.parse(readFileSync(`${TINY}/manifest.json`, "utf8")), "manifest.json");
const tokenizer = createTokenizer(readFileSync(`${TINY}/tokenizer.json`, "utf8"), "tokenizer.json", { bos: 0 });
const BAD = expect.objectContaining({ code: "bad-trace-file" });

function sample(): Trace {
  const probe = readTrace(file(`${TINY}/probe.npz`), { manifest, tokenizer });
  return { ...probe, knobs: { head_mask: [1, 0.5] }, engine: { provider: "wasm", threads: 2, device: "" }, milliseconds: 1.5 };
}
const trace = sample();
const saved = writeTrace(trace);

/** The archive of the sample with some entries replaced (null: left out). */
function changed(entries: Record<string, NpyArray | Uint8Array | null>): Uint8Array {
  const files = readZip(saved, 1e9);
  for (const [name, entry] of Object.entries(entries)) {
    if (entry === null) files.delete(`${name}.npy`);
    else files.set(`${name}.npy`, entry instanceof Uint8Array ? entry : writeNpy(entry));
  }
  return writeZip(files, 0);
}
const text = (value: string): NpyArray => ({ shape: [new TextEncoder().encode(value).length], data: new TextEncoder().encode(value) });
const about = (): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(readArrays(saved).get("__trace__")?.data as Uint8Array)) as Record<string, unknown>;

describe("a trace file", () => {
  it.each([false, true])("gives back what was put in (compress: %s)", (compress) => {
    const bytes = writeTrace(trace, { compress });
    expect(readTrace(bytes)).toEqual(trace);
    expect(writeTrace(trace, { compress })).toEqual(bytes);
    if (compress) expect(bytes.length).toBeLessThan(saved.length);
  });

  it("reads what numpy writes", () => {
    const arrays = readArrays(file("shared/trace/fixtures/numpy.npz"));
    expect(Object.fromEntries(arrays)).toEqual({
      single: { shape: [2, 3], data: Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25) },
      double: { shape: [2], data: Float32Array.of(0.5, -2) },
      whole: { shape: [2], data: BigInt64Array.of(1n, -(2n ** 40n)) },
      bytes: { shape: [2], data: Uint8Array.of(0xc3, 0xa9) },
      scalar: { shape: [], data: Float32Array.of(7) },
      empty: { shape: [0, 3], data: new Float32Array() },
    });
  });

  it("reads arrays of another program with the model that is known, and not without", () => {
    const foreign = file(`${TINY}/probe.npz`);
    expect(readTrace(foreign, { manifest, tokenizer })).toMatchObject({
      text: "Hi é",
      engine: { provider: "file" },
      captures: { length: 6 },
    });
    expect(() => readTrace(foreign)).toThrow(BAD);
  });

  const floats = (shape: number[], value = 0): NpyArray => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });
  it.each<[string, Record<string, NpyArray | Uint8Array | null>]>([
    ["no tokens", { tokens: null }],
    ["other tokens", { tokens: { shape: [6], data: BigInt64Array.of(0n, 1n, 1n, 1n, 1n, 1n) } }],
    ["tokens as numbers", { tokens: floats([6]) }],
    ["a map of the wrong size", { "L0.attention.map": floats([2, 6, 5]) }],
    ["a map with a batch axis", { "L0.attention.map": floats([1, 2, 6, 6]) }],
    ["a capture of whole numbers", { logits: { shape: [6, 259], data: new BigInt64Array(6 * 259) } }],
    ["NaN", { logits: floats([6, 259], Number.NaN) }],
    ["an entry that is no array", { logits: Uint8Array.of(1, 2, 3) }],
    ["no JSON", { __trace__: text("{") }],
    ["no UTF-8", { __trace__: { shape: [1], data: Uint8Array.of(0xff) } }],
    ["JSON of something else", { __trace__: text('{"format": "other"}') }],
    ["an unknown engine", { __trace__: text(JSON.stringify({ ...about(), engine: { provider: "abacus", threads: 1, device: "" } })) }],
  ])("is refused with %s", (_, entries) => {
    expect(() => readTrace(changed(entries))).toThrow(BAD);
  });

  it("is refused with a manifest that cannot be", () => {
    const bytes = changed({ __trace__: text(JSON.stringify({ ...about(), manifest: {} })) });
    expect(() => readTrace(bytes)).toThrow(expect.objectContaining({ code: "bad-manifest" }));
  });

  it("is refused wherever it is cut, and whatever bit is turned", () => {
    const cut = fc.nat(saved.length - 1);
    fc.assert(fc.property(cut, (length) => void expect(() => readTrace(saved.slice(0, length))).toThrow(BAD)));
    // A turned bit either shows, or was in a field that says nothing (a date, a flag).
    const turned = fc.tuple(fc.nat(saved.length - 1), fc.nat(7));
    fc.assert(
      fc.property(turned, ([at, bit]) => {
        const bytes = saved.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        try {
          for (const capture of readTrace(bytes).captures)
            expect(capture).toEqual(trace.captures.find(({ name }: Capture) => name === capture.name));
        } catch (error) {
          expect(error).toEqual(BAD);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("says so of random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void expect(() => readTrace(bytes)).toThrow(BAD)),
      { numRuns: 300 },
    );
  });
});

describe("npy", () => {
  it("gives back any array", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const array = { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => i / 3) };
        const bytes = writeNpy(array);
        expect(readNpy(bytes, "x")).toEqual(array);
        expect((bytes.length - array.data.byteLength) % 64).toBe(0);
      }),
    );
  });

  const header = (dict: string, body = 0): Uint8Array => {
    const bytes = new Uint8Array(10 + dict.length + body);
    bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, dict.length & 255, dict.length >> 8]);
    bytes.set(new TextEncoder().encode(dict), 10);
    return bytes;
  };
  it.each([
    ["a longer header than there is", header("").with(8, 255)],
    ["too few values", header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4)],
    ["more values than fit into memory", header("{'descr': '<f4', 'fortran_order': False, 'shape': (9007199254740991, 8), }", 4)],
    ["a number that is none", header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,), }", 4)],
    ["Fortran order", header("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", 4)],
    ["objects", header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8)],
    ["other text", header("__import__('os')", 8)],
    ["version 9", header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 4).with(6, 9)],
  ])("refuses %s", (_, bytes) => {
    expect(() => readNpy(bytes, "x")).toThrow(BAD);
  });
});

describe("zip", () => {
  const packed = writeZip(new Map([["a.npy", new Uint8Array(1000)]]), 6);
  const patched = (at: number, value: number): Uint8Array => {
    const bytes = packed.slice();
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 22 + 16, true);
    view.setUint32(directory + at, value, true);
    return bytes;
  };
  it("has the CRC of the standard's example", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
  it.each([
    ["a size beyond what deflate can do", patched(24, 0x7fffffff), 2 ** 32],
    ["more than is allowed", packed, 999],
    ["a wrong CRC", patched(16, 1), 2 ** 32],
    ["an entry beyond the end", patched(42, 0x7fffffff), 2 ** 32],
    ["more packed bytes than there are", patched(20, 0x7fffffff), 2 ** 32],
    ["a smaller size than it unpacks to", patched(24, 10), 2 ** 32],
  ])("refuses %s", (_, bytes, most) => {
    expect(() => readZip(bytes, most)).toThrow(BAD);
  });
});
