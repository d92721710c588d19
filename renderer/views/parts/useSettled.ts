// A value that is taken over when it has been still for a moment: for drawings too large to be made at every move.

import { useEffect, useState } from "react";

/** @param pause milliseconds without a change */
export function useSettled<Value>(value: Value, pause: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (Object.is(settled, value)) return;
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, settled, pause]);
  return settled;
}
