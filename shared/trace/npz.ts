// A trace as a file: an .npz archive that numpy opens. One array a capture, under the name of the graph's output and
// without the batch axis; `tokens` (int64); and `__trace__` (UTF-8 JSON in uint8), which says what the arrays are.

import * as v from "valibot";
import type { Tokenizer } from "../engine/tokenizer.ts";
import { HeddleError } from "../error.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { CaptureInfo, Manifest } from "../manifest/schema.ts";
import { firstNotFinite } from "./finite.ts";
import { type NpyArray, readNpy, writeNpy } from "./npy.ts";
import { captureOf, indicesOf, shapeProblem } from "./shape.ts";
import type { Capture, Token, Trace } from "./trace.ts";
import { readZip, writeZip } from "./zip.ts";

const FORMAT = "heddle-trace/1";
const ABOUT = "__trace__";
/** The prompt alone, as programs that know no manifests write it. */
const TEXT = "__text__";
const TOKENS = "tokens";
/** More than all captures of a shipped model at its longest; less than what ends a window. */
const MOST_BYTES = 2 ** 31;

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const aboutSchema = v.strictObject({
  format: v.literal(FORMAT),
  manifest: v.unknown(),
  text: v.string(),
  tokens: v.array(
    v.strictObject({
      id: index,
      text: v.string(),
      label: v.string(),
      start: index,
      end: index,
      word: v.pipe(v.number(), v.integer(), v.minValue(-1)),
    }),
  ),
  knobs: v.record(v.string(), v.array(v.pipe(v.number(), v.finite()))),
  engine: v.strictObject({ provider: v.picklist(["webgpu", "wasm", "native", "file"]), threads: index, device: v.string() }),
  milliseconds: v.number(),
});
type About = Omit<v.InferOutput<typeof aboutSchema>, "manifest"> & { readonly manifest: Manifest };

const broken = (problem: string, cause?: unknown): HeddleError =>
  new HeddleError(
    "bad-trace-file",
    `The file is no trace: ${problem}.`,
    "Save it again with Heddle, or with the names and shapes of the model's manifest.",
    { cause },
  );

/**
 * Packs a trace. The same trace gives the same bytes.
 * @param options.compress deflate the arrays: slower and smaller
 */
export function writeTrace(trace: Trace, options: { readonly compress?: boolean } = {}): Uint8Array {
  const { manifest, text, tokens, knobs, engine, milliseconds } = trace;
  const about = { format: FORMAT, manifest, text, tokens, knobs, engine, milliseconds };
  const bytes = new TextEncoder().encode(JSON.stringify(about));
  const files = new Map([
    [`${ABOUT}.npy`, writeNpy({ shape: [bytes.length], data: bytes })],
    [`${TOKENS}.npy`, writeNpy({ shape: [tokens.length], data: BigInt64Array.from(tokens, ({ id }) => BigInt(id)) })],
    ...trace.captures.map(({ name, shape, data }) => [`${name}.npy`, writeNpy({ shape, data })] as const),
  ]);
  return writeZip(files, options.compress ? 6 : 0);
}

/** What a file without `__trace__` needs to be read, as one written by PyTorch. */
export interface Known {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
}

/**
 * Reads a trace. Arrays that the manifest does not name are left aside.
 * @param known the model and its tokenizer, for archives that have only `__text__`, `tokens` and the captures
 * @throws HeddleError `bad-trace-file`, or `bad-manifest` from within the file
 */
export function readTrace(bytes: Uint8Array, known?: Known): Trace {
  const arrays = readArrays(bytes);
  const about = arrays.has(ABOUT) ? readAbout(textOf(arrays, ABOUT)) : known ? describe(arrays, known) : null;
  if (!about) throw broken(`it has no "${ABOUT}", so it does not say which model it comes from`);
  const ids = arrays.get(TOKENS);
  const same =
    ids?.data instanceof BigInt64Array &&
    ids.data.length === about.tokens.length &&
    about.tokens.every(({ id }, i) => ids.data[i] === BigInt(id));
  if (!same) throw broken("its tokens do not belong to its text");
  const captures = about.manifest.captures.flatMap((entry) => {
    const array = arrays.get(entry.output);
    return array ? [toCapture(entry, array, about.manifest, about.tokens.length)] : [];
  });
  const { manifest, text, tokens, knobs, engine, milliseconds } = about;
  return { manifest, text, tokens, knobs, engine, milliseconds, captures };
}

/**
 * Reads any .npz archive: name without ".npy" -> array.
 * @throws HeddleError `bad-trace-file`
 */
export function readArrays(bytes: Uint8Array): Map<string, NpyArray> {
  const files = readZip(bytes, MOST_BYTES);
  return new Map(Array.from(files, ([file, body]) => [file.replace(/\.npy$/, ""), readNpy(body, file)]));
}

function textOf(arrays: ReadonlyMap<string, NpyArray>, name: string): string {
  const data = arrays.get(name)?.data;
  if (!(data instanceof Uint8Array)) throw broken(`it has no text "${name}"`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw broken(`"${name}" is not text`, cause);
  }
}

function readAbout(json: string): About {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw broken(`"${ABOUT}" is not JSON`, cause);
  }
  const result = v.safeParse(aboutSchema, value);
  if (!result.success) throw broken(`"${ABOUT}" is wrong at ${v.getDotPath(result.issues[0]) ?? "its start"}: ${result.issues[0].message}`);
  return { ...result.output, manifest: parseManifest(result.output.manifest, ABOUT) };
}

/** What the archive of another program says, with a model that is known. */
function describe(arrays: ReadonlyMap<string, NpyArray>, { manifest, tokenizer }: Known): About {
  const text = textOf(arrays, TEXT);
  const tokens: Token[] = tokenizer.encode(text);
  return { format: FORMAT, manifest, text, tokens, knobs: {}, engine: { provider: "file", threads: 0, device: "" }, milliseconds: 0 };
}

function toCapture(entry: CaptureInfo, { shape, data }: NpyArray, manifest: Manifest, tokens: number): Capture {
  const { output, axes } = entry;
  if (!(data instanceof Float32Array)) throw broken(`"${output}" is not of a floating-point type`);
  const wanted = shapeProblem(axes, shape, manifest, tokens);
  if (wanted !== null) throw broken(`"${output}" has the shape [${shape.join(", ")}] instead of [${wanted}]`);
  const bad = firstNotFinite(data, { axes, shape, causal: manifest.task === "causal" });
  if (bad >= 0) throw broken(`"${output}" holds ${data[bad]} at [${indicesOf(bad, shape).join(", ")}]`);
  return captureOf(entry, shape, data);
}
