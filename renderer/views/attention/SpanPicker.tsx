// Which rows or columns are shown: all, or those of a marked run of tokens.

import { useStore } from "zustand";
import type { Language } from "../../../shared/text.ts";
import { rangeStore } from "../../state/range.ts";
import { Picker } from "../parts/Picker.tsx";
import { useSelectionStore, useSlot } from "../parts/slot.ts";
import { restricted, type SpanAxis, shownSpan, spanChoices } from "./spans.ts";
import { spanText, TEXTS } from "./texts.ts";

const ALL = "all";

export function SpanPicker({ axis, count, language }: { readonly axis: SpanAxis; readonly count: number; readonly language: Language }) {
  const store = useSelectionStore();
  const region = useStore(store, ({ selection }) => selection.region);
  const spans = useStore(store, ({ selection }) => selection.spans);
  const select = useStore(store, (state) => state.select);
  // What is being marked is told in the first model's tokens.
  const marking = useStore(rangeStore, (state) => state.range);
  const range = useSlot() === 0 ? marking : null;
  const choices = spanChoices({ region, spans }, range, axis, count);
  const present = shownSpan({ region }, axis, count);
  if (choices.length === 0) return null;
  const name = ({ start, end }: { readonly start: number; readonly end: number }): string => `${start}-${end}`;
  const options = choices
    .filter((choice, place) => choices.findIndex((other) => name(other) === name(choice)) === place)
    .map((choice) => ({ value: name(choice), text: spanText(choice.kind, choice.start, choice.end, axis)[language] }));
  return (
    <Picker
      label={TEXTS[axis][language]}
      value={present ? name(present) : ALL}
      options={[{ value: ALL, text: TEXTS[axis === "rows" ? "allRows" : "allColumns"][language] }, ...options]}
      onChange={(value) => {
        const chosen = choices.find((choice) => name(choice) === value) ?? null;
        select({ region: restricted({ region }, axis, chosen, count) });
      }}
    />
  );
}
