// The two themes: one file for what is drawn in figures and for the window around them. Light is white paper, fit to
// print; dark is designed, not inverted. Text colours meet WCAG AA on every surface they are used on (tested).

import type { ThemeName } from "./contract.ts";

export interface Theme {
  /** The ground of figures and of the stage. */
  readonly paper: string;
  /** Panes beside the stage. */
  readonly surface: string;
  /** Menus and cards over it. */
  readonly raised: string;
  /** A row or button under the pointer. */
  readonly hover: string;
  /** A chosen row or tab. */
  readonly chosen: string;
  readonly ink: string;
  /** Second-rank text: axis titles, units, captions. */
  readonly muted: string;
  /** Hairlines, frames of maps, ticks. */
  readonly line: string;
  /** Outlines of controls: 3:1 against paper. */
  readonly edge: string;
  /** Cells that the mask hides; never the colour of a value. */
  readonly masked: string;
  /** Focus rings and links. */
  readonly accent: string;
  readonly accentInk: string;
  readonly danger: string;
  readonly warning: string;
  /** Lines and bars of charts: what is shown, and what it is held against. */
  readonly series: string;
  readonly reference: string;
  /** Spans of the prompt; with a pattern or a word beside them, never alone. */
  readonly answer: string;
  readonly query: string;
  readonly noise: string;
}

export const THEME: Readonly<Record<ThemeName, Theme>> = {
  light: {
    paper: "#ffffff",
    surface: "#f7f8f9",
    raised: "#ffffff",
    hover: "#eef0f2",
    chosen: "#e3e7eb",
    ink: "#16191d",
    muted: "#565d66",
    line: "#d4d8dd",
    edge: "#848b94",
    masked: "#e8eaed",
    accent: "#00695f",
    accentInk: "#ffffff",
    danger: "#b3261e",
    warning: "#8a5000",
    series: "#6a2a80",
    reference: "#6b7280",
    answer: "#0072b2",
    query: "#9b5d00",
    noise: "#a8326f",
  },
  dark: {
    paper: "#131518",
    surface: "#191c20",
    raised: "#21252a",
    hover: "#262b31",
    chosen: "#30363d",
    ink: "#e9ebee",
    muted: "#a5acb5",
    line: "#363c44",
    edge: "#747d88",
    masked: "#262a30",
    accent: "#5cc8b4",
    accentInk: "#0b1513",
    danger: "#ff9c92",
    warning: "#f0b35c",
    series: "#d490e8",
    reference: "#98a1ac",
    answer: "#6bbcf0",
    query: "#e8ab4f",
    noise: "#ee8fc0",
  },
};

/** The theme as CSS custom properties: `accentInk` becomes `--accent-ink`. */
export function cssVariables(theme: ThemeName): Record<string, string> {
  return Object.fromEntries(
    Object.entries(THEME[theme]).map(([name, colour]) => [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, colour]),
  );
}
