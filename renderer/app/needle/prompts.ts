// Prompts of an experiment made again for one model, from its own tokenizer file.

import { createTokenizer, type Tokenizer } from "../../../shared/engine/tokenizer.ts";
import { localizedError } from "../../../shared/error.ts";
import { type Experiment, haystackOf } from "../../../shared/needle/executor.ts";
import { type Place, type Prompt, type PromptMaker, promptMaker } from "../../../shared/needle/prompt.ts";
import type { CatalogEntry } from "../../state/catalog.ts";

interface MadePrompt {
  readonly prompt: Prompt;
  readonly tokenizer: Tokenizer;
}

/** @throws HeddleError `file-missing`, or `bad-spec` where the prompt does not fit */
export type Prompts = (experiment: Experiment, modelId: string, place: Place, sample: number) => Promise<MadePrompt>;

/** @param models the catalogue at the time of asking */
export function createPrompts(models: () => readonly CatalogEntry[]): Prompts {
  const tokenizers = new Map<string, Promise<Tokenizer>>();
  const makers = new WeakMap<Experiment, Map<string, PromptMaker>>();

  async function read(modelId: string): Promise<Tokenizer> {
    const entry = models().find(({ id }) => id === modelId);
    if (!entry?.manifest)
      throw localizedError("file-missing", {
        en: [`There is no model "${modelId}" here.`, "Put it into the models folder."],
        zh: [`这里没有模型“${modelId}”。`, "请将它放入 models 文件夹。"],
      });
    const { tokenizer, size } = entry.manifest;
    const response = await fetch(new URL(tokenizer.file, entry.base));
    if (!response.ok)
      throw localizedError("file-missing", {
        en: [`${tokenizer.file} could not be read (${response.status}).`, "Copy the model again."],
        zh: [`无法读取 ${tokenizer.file}（${response.status}）。`, "请重新复制模型。"],
      });
    return createTokenizer(await response.text(), tokenizer.file, { bos: tokenizer.bos, vocabulary: size.vocabulary });
  }

  return async (experiment, modelId, place, sample) => {
    const reading = tokenizers.get(modelId) ?? read(modelId);
    tokenizers.set(modelId, reading);
    reading.catch(() => tokenizers.delete(modelId));
    const tokenizer = await reading;
    const own = makers.get(experiment) ?? new Map<string, PromptMaker>();
    makers.set(experiment, own);
    const maker = own.get(modelId) ?? promptMaker(experiment.spec, tokenizer, haystackOf(experiment));
    own.set(modelId, maker);
    const prompt = maker.make(place, sample);
    if (!prompt)
      throw localizedError("bad-spec", {
        en: ["The needles do not fit into this length.", "Choose a longer one."],
        zh: ["这个长度放不下这些针。", "请选择更长的长度。"],
      });
    return { prompt, tokenizer };
  };
}
