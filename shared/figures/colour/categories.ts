// Colours for things without an order (modules, series). Okabe and Ito (2008), jfly.uni-koeln.de/color, made for colour
// blindness; darkened or lightened per theme so that each stands off the paper (3:1, tested).

import type { ThemeName } from "../contract.ts";
import { THEME } from "../theme.ts";

const CATEGORIES: Readonly<Record<ThemeName, readonly string[]>> = {
  light: ["#0072b2", "#c65300", "#008060", "#b0467f", "#8a6d00", "#2e86c1", "#5f3dc4", "#5a5a5a"],
  dark: ["#56b4e9", "#e69f00", "#2fc59b", "#e58fbf", "#f0e442", "#7fa8ff", "#e8743b", "#b8b8b8"],
};

/** The colour of the `index`-th category; after eight they repeat, so a label must always stand beside them. */
export function categoryColour(index: number, theme: ThemeName): string {
  const colours = CATEGORIES[theme];
  return colours[index % colours.length] ?? THEME[theme].ink;
}
