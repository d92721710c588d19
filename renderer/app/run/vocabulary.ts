// Labels of a model's vocabulary, so that a trace can name tokens outside its text: from the model's own tokenizer file,
// read once; what could not be read is tried again.

import { createTokenizer } from "../../../shared/engine/tokenizer.ts";
import type { CatalogEntry } from "../../state/catalog.ts";

/** Labels by id; null where they cannot be had, which costs only the names of predictions. */
export type Vocabularies = (modelId: string) => Promise<readonly string[] | null>;

/** @param models the catalogue at the time of asking */
export function createVocabularies(models: () => readonly CatalogEntry[]): Vocabularies {
  const known = new Map<string, Promise<readonly string[] | null>>();
  const read = async (modelId: string): Promise<readonly string[] | null> => {
    const entry = models().find(({ id }) => id === modelId);
    if (!entry?.manifest) return null;
    const { tokenizer, size } = entry.manifest;
    try {
      const response = await fetch(new URL(tokenizer.file, entry.base));
      if (!response.ok) return null;
      const { label } = createTokenizer(await response.text(), tokenizer.file, { bos: tokenizer.bos });
      return Array.from({ length: size.vocabulary }, (_, id) => label(id));
    } catch (thrown) {
      console.error(thrown);
      return null;
    }
  };
  return (modelId) => {
    const labels = known.get(modelId) ?? read(modelId);
    known.set(modelId, labels);
    void labels.then((found) => found ?? known.delete(modelId));
    return labels;
  };
}
