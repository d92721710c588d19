// heddle measure

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { checkHeads } from "../../../shared/ablation/ablate.ts";
import { readPrompts } from "../../../shared/dataset/prompts.ts";
import { writeResult } from "../../../shared/dataset/result.ts";
import { runDataset } from "../../../shared/dataset/run.ts";
import { HeddleError } from "../../../shared/error.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { MEASURES, measuredMaps, measureTrace } from "../../../shared/measures/measure.ts";
import { parseHeadName } from "../../../shared/selection/headName.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import { findRanges } from "../../../shared/spans/pattern.ts";
import { type Command, stringOption, type Values } from "../command.ts";
import { save } from "../files.ts";
import { KNOB_HELP, KNOB_OPTIONS, readKnobs } from "../knobs.ts";
import { MODEL_HELP, MODEL_OPTIONS, openModel } from "../models.ts";

export const command: Command = {
  name: "measure",
  summary: "measure the heads of a model over a file of prompts",
  help: `Usage: heddle measure --model ID --prompts FILE --out RESULT.json [options]

Runs a model on every prompt of a file and saves, for each head and measure, the mean with its 95 % interval and the number
of prompts. The file has one prompt a line, or JSON lines: {"text": "...", "answer": "7350", "query": "... is"}. The result is
opened in the app's workbench.

${MODEL_HELP}
  --prompts FILE   the prompts: .txt or .jsonl
  --out FILE       where to save
  --map MAP        attention.map, attention.map/2, attention.effective (default: the model's first)
  --answer TEXT    what holds the answer where a prompt does not say; text as it stands or /a regular expression/
  --query TEXT     what asks
  --ablate HEADS   switch heads off as well: "each" by itself, or a set as L4H1,L4H4
${KNOB_HELP}

Example: heddle measure --model diff --prompts needles.jsonl --ablate each --out diff.json`,
  options: {
    ...MODEL_OPTIONS,
    ...KNOB_OPTIONS,
    prompts: { type: "string" },
    out: { type: "string" },
    map: { type: "string" },
    answer: { type: "string" },
    query: { type: "string" },
    ablate: { type: "string" },
  },
  async run(values, _, output) {
    const [path, out] = [required(values, "prompts"), required(values, "out")];
    const name = basename(path);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new HeddleError("file-missing", `${path} could not be read.`, "Check the path after --prompts.", { cause });
    });
    const prompts = readPrompts(name, bytes);
    const model = await openModel(values);
    const result = await runDataset(
      {
        run: (request, signal) => model.run(request, signal),
        tokenize: async (text) => model.tokenizer.encode(text),
        measure: async (trace, map, spans) => measureTrace(trace, map, spans),
        match: async (text, pattern) => findRanges(text, pattern),
      },
      {
        manifest: model.manifest,
        knobs: await readKnobs(values, model.manifest),
        map: chooseMap(values, model.manifest),
        name,
        prompts,
        patterns: { answer: stringOption(values, "answer") ?? "", query: stringOption(values, "query") ?? "", noise: "" },
        ablation: chooseAblation(stringOption(values, "ablate"), model.manifest),
      },
    );
    await save(out, writeResult(result));
    for (const { id } of MEASURES) {
      const summary = result.overall[id];
      if (summary && summary.mean !== null) output.print(line(id, summary.mean, summary.low, summary.high, summary.n));
    }
    const { length: count } = result.each;
    output.print(`${result.heads.length} heads, ${count} ${count === 1 ? "prompt" : "prompts"} -> ${out}`);
  },
};

function line(id: string, mean: number, low: number | null, high: number | null, n: number): string {
  const interval = low === null || high === null ? "" : ` (${low.toFixed(4)} to ${high.toFixed(4)})`;
  return `${id.padEnd(20)} ${mean.toFixed(4)}${interval}, n = ${n}`;
}

function required(values: Values, name: string): string {
  const value = stringOption(values, name);
  if (value === undefined) throw new HeddleError("bad-spec", `--${name} is missing.`, "See heddle measure --help.");
  return value;
}

function chooseMap(values: Values, manifest: Manifest): MapChoice {
  const wanted = stringOption(values, "map");
  const choices = measuredMaps(manifest.captures);
  const word = ({ role, branch }: MapChoice): string => (branch === undefined ? role : `${role}/${branch}`);
  const chosen = wanted === undefined ? choices[0] : choices.find((choice) => word(choice) === wanted);
  if (chosen) return chosen;
  throw new HeddleError(
    "capture-missing",
    wanted === undefined ? `${manifest.title} has no map of heads.` : `${manifest.title} has no map "${wanted}".`,
    `Maps: ${choices.map(word).join(", ") || "none"}.`,
  );
}

function chooseAblation(wanted: string | undefined, manifest: Manifest): Parameters<typeof runDataset>[1]["ablation"] {
  if (wanted === undefined) return null;
  if (wanted === "each") return { target: null, each: true, set: [] };
  const set = wanted.split(",").map((word): HeadRef => {
    const head = parseHeadName(word);
    if (!head) throw new HeddleError("bad-spec", `--ablate: "${word}" is no head.`, 'Give "each", or heads such as L4H1,L4H4.');
    return head;
  });
  checkHeads(manifest, set);
  return { target: null, each: false, set };
}
