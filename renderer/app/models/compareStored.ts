// The person's own look at whether this machine computes what the model should: its stored prompt, run here and told about.

import { STORED_TOLERANCE } from "../../../shared/engine/stored.ts";
import { sentencesOf } from "../../../shared/error.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Localized } from "../../../shared/text.ts";
import type { Compared } from "../../engine/protocol.ts";
import { noticesStore } from "../../state/notices.ts";
import type { Services } from "../services.ts";
import { engineName } from "../text/engineName.ts";
import { TEXTS } from "../text/useText.ts";

/** Compares every stored capture of a loaded model with what the engine computes here, and tells what came out. */
export async function compareStored({ engine }: Pick<Services, "engine">, modelId: string, manifest: Manifest): Promise<void> {
  const { tell } = noticesStore.getState();
  try {
    tell(sentence(manifest.title, await engine.compare(modelId)));
  } catch (thrown) {
    tell(sentencesOf(thrown));
  }
}

function sentence(title: string, { difference, info }: Compared): Localized {
  const say = (language: keyof typeof TEXTS): string => {
    const text = TEXTS[language];
    if (!difference) return text.models.nothingStored(title);
    const { capture, captures, largest } = difference;
    const where = engineName(info, text);
    return largest <= STORED_TOLERANCE
      ? text.models.storedAgree(title, captures, formatValue(largest, 2), where)
      : text.models.storedDiffer(title, capture, formatValue(largest, 2), formatValue(STORED_TOLERANCE), where);
  };
  return { en: say("en"), zh: say("zh") };
}
