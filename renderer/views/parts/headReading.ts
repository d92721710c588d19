// Reading a head by pointing at it or focusing it: every place of the window shows the head that is read.

import { useCallback, useEffect, useRef } from "react";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import { useHoverStore } from "./slot.ts";

/** Tells which head is read, null for none. What is read here ends with the place that it is read in. */
export function useHeadReading(): (head: HeadRef | null) => void {
  const hover = useHoverStore();
  const reading = useRef(false);
  // Opening a head takes away what was pressed, and with it the blur and the leaving pointer that would have ended the reading.
  useEffect(() => () => void (reading.current && hover.getState().setHover(null)), [hover]);
  return useCallback(
    (head) => {
      reading.current = head !== null;
      hover.getState().setHover(head && { layer: head.layer, head: head.head });
    },
    [hover],
  );
}
