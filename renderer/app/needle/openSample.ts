// From a sample into the attention view: its prompt with what the model wrote, the marks, and the selection on the step that decided.

import type { Decided } from "../../../shared/needle/decided.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import { selectionStore } from "../../state/selection.ts";
import { restoreView } from "../link/follow.ts";
import type { ModelLoader } from "../run/loader.ts";
import { labStore } from "./store.ts";

/** @param head the head to look at; null: the one that is selected */
export async function openSample(loader: ModelLoader, model: string, decided: Decided, head: HeadRef | null): Promise<void> {
  const { selection } = selectionStore.getState();
  labStore.getState().change({ open: false });
  await restoreView(
    {
      format: "heddle-view/1",
      model,
      text: decided.text,
      view: "attention",
      selection: {
        ...selection,
        heads: head ? [head] : selection.heads,
        map: null,
        query: decided.query,
        key: decided.key,
        region: null,
        lens: { ...selection.lens, hidden: [] },
        spans: spansOf(decided),
      },
      shown: { views: {} },
      knobs: {},
      second: null,
    },
    loader,
  );
}

function spansOf({ spans }: Decided): Selection["spans"] {
  return [
    { kind: "answer" as const, ...spans.answer },
    ...spans.others.map((span) => ({ kind: "noise" as const, ...span })),
    { kind: "query" as const, ...spans.question },
  ].sort((a, b) => a.start - b.start);
}
