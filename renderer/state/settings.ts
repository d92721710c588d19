// Remembered settings: parsed at the door, saved by the host. A broken or old file loses only the broken field.

import * as v from "valibot";
import { createStore } from "zustand/vanilla";
import { THEMES } from "../../shared/figures/contract.ts";
import { LANGUAGES } from "../../shared/text.ts";

/** Colour scales that a person can choose. */
export const COLOUR_SCALES = ["magma", "viridis", "cividis"] as const;

const settingsSchema = v.object({
  theme: v.fallback(v.picklist(["system", ...THEMES]), "system"),
  language: v.fallback(v.picklist(LANGUAGES), "en"),
  engine: v.fallback(v.picklist(["auto", "webgpu", "wasm"]), "auto"),
  /** Temperature of the next-token probabilities. */
  temperature: v.fallback(v.pipe(v.number(), v.minValue(0.05), v.maxValue(5)), 1),
  /** Whether sub-word tokens are joined to words on labels and chips. */
  words: v.fallback(v.boolean(), false),
  /** Colour scale of probabilities. */
  sequential: v.fallback(v.picklist(COLOUR_SCALES), "magma"),
  /** Dots an inch of exported PNG files. */
  dpi: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(72), v.maxValue(1200)), 300),
  modelId: v.fallback(v.nullable(v.string()), null),
  /** The model that is compared with it. */
  secondModelId: v.fallback(v.nullable(v.string()), null),
  text: v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(100_000))), null),
  view: v.fallback(v.nullable(v.string()), null),
  /** Settings of each view, by view id; a view parses its own. */
  views: v.fallback(v.record(v.string(), v.unknown()), {}),
  /** False until the sentence of the first start was put away. */
  welcomed: v.fallback(v.boolean(), false),
  /** Pane sizes in percent of the window. */
  panes: v.fallback(v.record(v.string(), v.number()), {}),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

/** Reads settings; never fails: what is broken takes its default. */
export function parseSettings(json: unknown): Settings {
  return v.parse(settingsSchema, typeof json === "object" && json !== null ? json : {});
}

export interface SettingsState {
  readonly settings: Settings;
  change(change: Partial<Settings>): void;
}

export const settingsStore = createStore<SettingsState>()((set) => ({
  settings: parseSettings({}),
  change: (change) => set((state) => ({ settings: { ...state.settings, ...change } })),
}));
