// Writes settings through the host a moment after they change.

import type { StoreApi } from "zustand/vanilla";
import type { Host } from "../../host/host.ts";
import { noticesStore } from "../../state/notices.ts";
import type { SettingsState } from "../../state/settings.ts";
import type { SlotsState } from "../../state/slots.ts";
import { en } from "../text/en.ts";
import { zh } from "../text/zh.ts";

const PAUSE = 400;

/** Keeps settings, and the prompt as one of them. */
export function keepSettings(host: Host, settings: StoreApi<SettingsState>, slots: StoreApi<SlotsState>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    timer = undefined;
    host
      .writeSettings(settings.getState().settings)
      .catch(() => noticesStore.getState().tell({ en: en.errors.settings, zh: zh.errors.settings }));
  };
  settings.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  slots.subscribe((state, before) => {
    if (state.text !== before.text && state.text.length <= 100_000) settings.getState().change({ text: state.text });
  });
  // What was typed in the last moment before the window closes is kept too.
  window.addEventListener("pagehide", () => {
    if (timer !== undefined) write();
  });
}
