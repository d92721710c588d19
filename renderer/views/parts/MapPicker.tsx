// Which map the atlas and the stage show: every role of the model that is one map a head, with its branches.

import { useStore } from "zustand";
import type { Language } from "../../../shared/text.ts";
import { chosenMap, mapChoices } from "../../../shared/trace/maps.ts";
import type { Role } from "../../../shared/trace/vocabulary.ts";
import { mapKey, mapTitle } from "./names.ts";
import { Picker } from "./Picker.tsx";
import { useSelectionStore } from "./slot.ts";

interface MapPickerProps {
  readonly captures: readonly { readonly role: Role; readonly branch?: string | undefined }[];
  readonly label: string;
  readonly language: Language;
}

export function MapPicker({ captures, label, language }: MapPickerProps) {
  const selectionStore = useSelectionStore();
  const wanted = useStore(selectionStore, ({ selection }) => selection.map);
  const select = useStore(selectionStore, (state) => state.select);
  const choices = mapChoices(captures);
  const chosen = chosenMap(captures, wanted);
  if (!chosen) return null;
  return (
    <Picker
      label={label}
      value={mapKey(chosen)}
      options={choices.map((choice) => ({ value: mapKey(choice), text: mapTitle(choice, language) }))}
      onChange={(key) => select({ map: choices.find((choice) => mapKey(choice) === key) ?? null })}
    />
  );
}
