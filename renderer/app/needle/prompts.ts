// Prompts of an experiment made again for one model, from its own tokenizer file.

import { createTokenizer, type Tokenizer } from "../../../shared/engine/tokenizer.ts";
import { HeddleError } from "../../../shared/error.ts";
import { type Experiment, haystackOf } from "../../../shared/needle/executor.ts";
import { type Place, type Prompt, type PromptMaker, promptMaker } from "../../../shared/needle/prompt.ts";
import type { CatalogEntry } from "../../state/catalog.ts";

export interface MadePrompt {
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
    if (!entry?.manifest) throw new HeddleError("file-missing", `There is no model "${modelId}" here.`, "Put it into the models folder.");
    const { tokenizer, size } = entry.manifest;
    const response = await fetch(new URL(tokenizer.file, entry.base));
    if (!response.ok)
      throw new HeddleError("file-missing", `${tokenizer.file} could not be read (${response.status}).`, "Copy the model again.");
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
    if (!prompt) throw new HeddleError("bad-spec", "The needles do not fit into this length.", "Choose a longer one.");
    return { prompt, tokenizer };
  };
}
