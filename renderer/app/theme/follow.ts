// The theme and language of the document: colours as CSS variables from the tokens that figures use too.

import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import { cssVariables } from "../../../shared/figures/theme.ts";
import type { SettingsState } from "../../state/settings.ts";

const DARK = "(prefers-color-scheme: dark)";

const themeStore = createStore<{ readonly theme: ThemeName }>()(() => ({ theme: "light" }));

/** The theme that is shown: the chosen one, or the system's. */
export function useTheme(): ThemeName {
  return useStore(themeStore, (state) => state.theme);
}

/** Applies theme and language now and whenever the setting or the system changes. */
export function followTheme(settings: StoreApi<SettingsState>): void {
  const system = window.matchMedia(DARK);
  const apply = (): void => {
    const { theme: chosen, language } = settings.getState().settings;
    const theme: ThemeName = chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
    const { documentElement } = document;
    for (const [name, value] of Object.entries(cssVariables(theme))) documentElement.style.setProperty(name, value);
    documentElement.style.colorScheme = theme;
    documentElement.dataset["theme"] = theme;
    documentElement.lang = language === "zh" ? "zh-CN" : "en";
    if (themeStore.getState().theme !== theme) themeStore.setState({ theme });
  };
  apply();
  settings.subscribe(apply);
  system.addEventListener("change", apply);
}
