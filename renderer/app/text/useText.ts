import { useStore } from "zustand";
import type { Language } from "../../../shared/text.ts";
import { settingsStore } from "../../state/settings.ts";
import { en, type Text } from "./en.ts";
import { zh } from "./zh.ts";

export const TEXTS: Readonly<Record<Language, Text>> = { en, zh };

/** The frame's sentences in the chosen language. */
export function useText(): Text {
  return TEXTS[useStore(settingsStore, (state) => state.settings.language)];
}

/** The chosen language. */
export function useLanguage(): Language {
  return useStore(settingsStore, (state) => state.settings.language);
}
