// Labels of a model's vocabulary, for predictions: the model's own tokenizer file, read once.

import { createTokenizer } from "../../../shared/engine/tokenizer.ts";
import { HeddleError } from "../../../shared/error.ts";
import type { CatalogEntry } from "../../state/catalog.ts";

/** @param models the catalogue at the time of asking */
export function createVocabularies(models: () => readonly CatalogEntry[]): (modelId: string) => Promise<(id: number) => string> {
  const known = new Map<string, Promise<(id: number) => string>>();
  const read = async (modelId: string): Promise<(id: number) => string> => {
    const entry = models().find(({ id }) => id === modelId);
    if (!entry?.manifest) throw new HeddleError("file-missing", `There is no model "${modelId}" here.`);
    const { file, bos } = entry.manifest.tokenizer;
    const response = await fetch(new URL(file, entry.base));
    if (!response.ok) throw new HeddleError("file-missing", `${file} cannot be read (${response.status}).`, "Copy the model again.");
    return createTokenizer(await response.text(), file, { bos }).label;
  };
  return (modelId) => {
    const labels = known.get(modelId) ?? read(modelId);
    known.set(modelId, labels);
    return labels;
  };
}
