// How the figure of the present view is to be printed. Not remembered but for the resolution, which is a setting.

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Paper, ThemeName } from "../../../shared/figures/contract.ts";
import type { Language } from "../../../shared/text.ts";
import { settingsStore } from "../../state/settings.ts";

const POINTS_A_MILLIMETRE = 72 / 25.4;

export type FigureFormat = "svg" | "png";

export interface FigureOptions {
  readonly format: FigureFormat;
  /** Millimetres. */
  readonly width: number;
  readonly theme: ThemeName;
  /** null: the window's language. */
  readonly language: Language | null;
  readonly furniture: Paper["furniture"];
}

export interface FigureOptionsState {
  readonly options: FigureOptions;
  change(change: Partial<FigureOptions>): void;
}

/** Widths of one and of two columns in journals, in millimetres. */
export const COLUMN_WIDTHS = [89, 183] as const;
export const WIDTH_LIMITS = { minimum: 30, maximum: 600 } as const;

export const figureStore = createStore<FigureOptionsState>()((set) => ({
  options: { format: "svg", width: COLUMN_WIDTHS[0], theme: "light", language: null, furniture: "full" },
  change: (change) => set((state) => ({ options: { ...state.options, ...change } })),
}));

/** The options as the paper of a figure. */
export function paperFrom(options: FigureOptions, language: Language): Paper {
  return {
    width: Math.round(options.width * POINTS_A_MILLIMETRE * 100) / 100,
    theme: options.theme,
    language: options.language ?? language,
    fontSize: 7,
    furniture: options.furniture,
  };
}

/** Points as millimetres, for reading. */
export function millimetres(points: number): string {
  return (points / POINTS_A_MILLIMETRE).toFixed(0);
}

export const useFigureOptions = (): FigureOptions => useStore(figureStore, (state) => state.options);
export const useDpi = (): number => useStore(settingsStore, (state) => state.settings.dpi);
