// heddle trace

import { readFile } from "node:fs/promises";
import { HeddleError } from "../../../shared/error.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { writeTrace } from "../../../shared/trace/npz.ts";
import { isRole, ROLE_NAMES } from "../../../shared/trace/vocabulary.ts";
import { type Command, stringOption, type Values } from "../command.ts";
import { save } from "../files.ts";
import { KNOB_HELP, KNOB_OPTIONS, readKnobs } from "../knobs.ts";
import { MODEL_HELP, MODEL_OPTIONS, openModel } from "../models.ts";

export const command: Command = {
  name: "trace",
  summary: "run a model on a text and save what it computed",
  help: `Usage: heddle trace --model ID --text "..." --out FILE.npz [options]

Runs a model on a text and saves its captures as .npz, one array each, which numpy and Heddle read.

${MODEL_HELP}
  --text TEXT      the text; --text-file FILE reads it from a file
  --out FILE       where to save
  --outputs A,B    only these outputs of the graph (default: all)
  --roles A,B      only outputs with these roles, as attention.map,logits
  --compress       deflate the arrays: slower and smaller
${KNOB_HELP}

Example: heddle trace --model diff --text "The magic number" --knob lambda_scale=0.5 --out t.npz`,
  options: {
    ...MODEL_OPTIONS,
    ...KNOB_OPTIONS,
    text: { type: "string" },
    "text-file": { type: "string" },
    out: { type: "string" },
    outputs: { type: "string" },
    roles: { type: "string" },
    compress: { type: "boolean" },
  },
  async run(values, _, output) {
    const out = stringOption(values, "out");
    if (out === undefined) throw new HeddleError("bad-spec", "No file to save to was given.", "Give one with --out FILE.npz.");
    const text = await readText(values);
    const model = await openModel(values);
    const outputs = chooseOutputs(values, model.manifest);
    const trace = await model.run({ text, outputs, knobs: await readKnobs(values, model.manifest) });
    await save(out, writeTrace(trace, { compress: values["compress"] === true }));
    const { provider, threads } = trace.engine;
    const on = provider === "native" ? "native" : "WASM";
    output.print(
      `${trace.captures.length} captures of ${trace.tokens.length} tokens (${on}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${trace.milliseconds.toFixed(0)} ms) -> ${out}`,
    );
  },
};

async function readText(values: Values): Promise<string> {
  const text = stringOption(values, "text");
  const file = stringOption(values, "text-file");
  if ((text === undefined) === (file === undefined))
    throw new HeddleError("bad-spec", "Give either --text or --text-file.", "See heddle trace --help.");
  if (text !== undefined) return text;
  return readFile(file ?? "", "utf8").catch((cause: unknown) => {
    throw new HeddleError("file-missing", `${file} could not be read.`, "Check the path after --text-file.", { cause });
  });
}

const list = (value: string): string[] =>
  value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Unknown outputs are the engine's to refuse. */
function chooseOutputs(values: Values, manifest: Manifest): string[] {
  const outputs = stringOption(values, "outputs");
  const roles = stringOption(values, "roles");
  if (outputs !== undefined && roles !== undefined)
    throw new HeddleError("bad-spec", "Give --outputs or --roles, not both.", "See heddle trace --help.");
  if (outputs !== undefined) return list(outputs);
  if (roles === undefined) return manifest.captures.map(({ output }) => output);
  const wanted = list(roles);
  const present = new Set<string>(manifest.captures.map(({ role }) => role));
  for (const word of wanted) {
    if (!isRole(word)) throw new HeddleError("bad-spec", `There is no role "${word}".`, `Roles: ${ROLE_NAMES.join(", ")}.`);
    if (!present.has(word))
      throw new HeddleError(
        "capture-missing",
        `${manifest.title} has no capture of the role "${word}".`,
        `It has: ${[...present].join(", ")}.`,
      );
  }
  return manifest.captures.filter(({ role }) => wanted.includes(role)).map(({ output }) => output);
}
