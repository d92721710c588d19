// Which of two compared models a part of the window is about. What is inside reads and changes the one selection and the
// one cursor as that model sees them: through its own heads, and its own tokens where it has others.

import { createContext, useContext } from "react";
import { type SlotStores, storesOf } from "../../state/slotSelection.ts";

/** 0, or 1 for what belongs to the second of two compared models. */
export const SlotContext = createContext(0);

/** The slot that this part of the window is about. */
export function useSlot(): number {
  return useContext(SlotContext);
}

/** The selection as that slot sees it: for `useStore`, or to read and change at an event. */
export function useSelectionStore(): SlotStores["selection"] {
  return storesOf(useSlot()).selection;
}

/** The pointer's hover as that slot sees it. */
export function useHoverStore(): SlotStores["hover"] {
  return storesOf(useSlot()).hover;
}
