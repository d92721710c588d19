// heddle figure

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { LoadedModel } from "../../../shared/engine/contract.ts";
import { createTokenizer } from "../../../shared/engine/tokenizer.ts";
import { HeddleError } from "../../../shared/error.ts";
import { writeSvg } from "../../../shared/figures/format/svg.ts";
import { FIGURES } from "../../../shared/figures/registry.ts";
import { againstOutputs, type FigureSpec, figureOutputs, parseSpec, renderFigure, specJson } from "../../../shared/figures/spec.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { readTrace } from "../../../shared/trace/npz.ts";
import type { KnobValues, Trace } from "../../../shared/trace/trace.ts";
import { type Command, stringOption, type Values } from "../command.ts";
import { folderFiles, save } from "../files.ts";
import { spreadKnob } from "../knobs.ts";
import { findModels, MODEL_HELP, MODEL_OPTIONS, modelsFolder, openModel } from "../models.ts";

export const command: Command = {
  name: "figure",
  summary: "draw a figure from a spec and save it as SVG",
  operand: "SPEC",
  help: `Usage: heddle figure SPEC.json --out FILE.svg [options]

Draws a figure without a window. The same spec gives the same bytes.

  --out FILE       where to save
${MODEL_HELP.split("\n")
  .filter((line) => !line.includes("--model ID"))
  .join("\n")}

A spec names a figure type and either a model and a text, or a saved trace (a file beside the spec):
  {
    "figure": "attention-map",
    "model": "transformer", "text": "The cat sat on the mat.", "knobs": {},
    "settings": { "heads": [{ "layer": 2, "head": 4 }] },
    "paper": { "width": "89mm", "theme": "light", "language": "en", "fontSize": 7 }
  }
Layers, heads and tokens count from 0 in a spec. Only "figure" and what to draw it from must be there.
Two models on the same text, side by side or, where the type compares, in one picture:
  "against": { "model": "diff", "knobs": {} }   or   "against": { "trace": "other.npz" }

Figure types:
${FIGURES.map(({ id, summary }) => `  ${id.padEnd(17)}${summary.en}`).join("\n")}`,
  options: { models: MODEL_OPTIONS.models, engine: MODEL_OPTIONS.engine, out: { type: "string" } },
  async run(values, [path, ...more], output) {
    if (path === undefined || more.length > 0)
      throw new HeddleError("bad-spec", "Give one spec.", "For example: heddle figure spec.json --out f.svg.");
    const out = stringOption(values, "out");
    if (out === undefined) throw new HeddleError("bad-spec", "No file to save to was given.", "Give one with --out FILE.svg.");
    if (!out.toLowerCase().endsWith(".svg"))
      throw new HeddleError("not-supported", `${out} does not end in .svg.`, "The command line saves figures as SVG.");
    const spec = await readSpec(path);
    const trace = await traceOf(spec, dirname(path), values);
    const second = spec.against && (await againstOf(spec, dirname(path), values));
    const scene = renderFigure(trace, spec, second);
    await save(out, writeSvg(scene, { spec: specJson(spec) }));
    const millimetres = (points: number): string => ((points * 25.4) / 72).toFixed(0);
    output.print(`${scene.title} (${millimetres(scene.width)} × ${millimetres(scene.height)} mm) -> ${out}`);
  },
};

/** @throws HeddleError `file-missing` or `bad-spec` */
async function readSpec(path: string): Promise<FigureSpec> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new HeddleError("file-missing", `${path} could not be read.`, "Check the path of the spec.", { cause });
  });
  try {
    return parseSpec(JSON.parse(text), path);
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new HeddleError("bad-spec", `${path} is not JSON: ${cause.message}.`, "Correct the figure's spec.", { cause });
    throw cause;
  }
}

/** Runs the spec's model, or reads its trace. */
async function traceOf(spec: FigureSpec, folder: string, values: Values): Promise<Trace> {
  const trace =
    spec.trace === undefined
      ? await runModel(spec.model, spec.text, spec.knobs, (manifest) => figureOutputs(manifest, spec), values)
      : await savedTrace(resolve(folder, spec.trace), "trace");
  return withVocabulary(trace, values);
}

/** The same of what the spec compares with. */
async function againstOf(spec: FigureSpec, folder: string, values: Values): Promise<Trace> {
  const { model, trace: file, knobs = {} } = spec.against ?? {};
  const trace =
    file === undefined
      ? await runModel(model, spec.text, knobs, (manifest) => againstOutputs(manifest, spec), values)
      : await savedTrace(resolve(folder, file), "against.trace");
  return withVocabulary(trace, values);
}

async function withVocabulary(trace: Trace, values: Values): Promise<Trace> {
  const vocabulary = await vocabularyOf(trace.manifest, modelsFolder(values));
  return vocabulary ? { ...trace, vocabulary } : trace;
}

async function savedTrace(path: string, field: string): Promise<Trace> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new HeddleError(
      "file-missing",
      `${path} could not be read.`,
      `Check "${field}" in the spec: it is a file name relative to the spec.`,
      { cause },
    );
  });
  return readTrace(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

async function runModel(
  id: string | undefined,
  text: string | undefined,
  changed: FigureSpec["knobs"],
  outputs: (manifest: Manifest) => string[],
  values: Values,
): Promise<Trace> {
  const model: LoadedModel = await openModel({ ...values, ...(id === undefined ? {} : { model: id }) });
  try {
    const knobs: KnobValues = Object.fromEntries(
      Object.entries(changed).map(([name, value]) => [name, spreadKnob(value, name, model.manifest)]),
    );
    return await model.run({ text: text ?? "", outputs: outputs(model.manifest), knobs });
  } finally {
    await model.dispose();
  }
}

/** The labels of a model's vocabulary, where its own tokenizer is at hand; figures that name tokens by id do without. */
async function vocabularyOf(manifest: Manifest, folder: string): Promise<string[] | null> {
  const known = (await findModels(folder).catch(() => [])).find(
    ({ manifest: other }) => other?.tokenizer.sha256 === manifest.tokenizer.sha256,
  );
  if (!known?.manifest) return null;
  const { file } = known.manifest.tokenizer;
  const bytes = await folderFiles(join(folder, known.id)).read(file, () => {});
  const tokenizer = createTokenizer(new TextDecoder().decode(bytes), file);
  return Array.from({ length: manifest.size.vocabulary }, (_, id) => tokenizer.label(id));
}
