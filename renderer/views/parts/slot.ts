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

/**
 * The selection as that slot sees it: for `useStore`, or to read and change at an event.
 * @param slot another slot, for what shows both
 */
export function useSelectionStore(slot?: number): SlotStores["selection"] {
  const own = useSlot();
  return storesOf(slot ?? own).selection;
}

/** The pointer's hover as that slot sees it. */
export function useHoverStore(slot?: number): SlotStores["hover"] {
  const own = useSlot();
  return storesOf(slot ?? own).hover;
}
