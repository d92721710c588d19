// What the person should know though nothing they asked for failed: shown until dismissed.

import { createStore } from "zustand/vanilla";
import type { Localized } from "../../shared/text.ts";

interface Notice {
  readonly id: number;
  readonly text: Localized;
  /** The machine's own words; may be empty. */
  readonly detail: string;
}

export interface NoticesState {
  readonly notices: readonly Notice[];
  /** The same sentence is shown once. */
  tell(text: Localized, detail?: string): void;
  dismiss(id: number): void;
}

export function createNoticesStore() {
  let next = 1;
  return createStore<NoticesState>()((set) => ({
    notices: [],
    tell: (text, detail = "") =>
      set((state) =>
        state.notices.some((notice) => notice.text.en === text.en) ? state : { notices: [...state.notices, { id: next++, text, detail }] },
      ),
    dismiss: (id) => set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) })),
  }));
}

export const noticesStore = createNoticesStore();
