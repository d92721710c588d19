// What a slot's model is called.

import { useStore } from "zustand";
import { catalogStore } from "../../state/catalog.ts";
import { slotsStore } from "../../state/slots.ts";

/** Its title, or its id while that is not known; "" where there is none. */
export function useTitle(index: number): string {
  const modelId = useStore(slotsStore, ({ slots }) => slots[index]?.modelId);
  return useStore(catalogStore, ({ models }) => models?.find(({ id }) => id === modelId)?.manifest?.title) ?? modelId ?? "";
}
