// A place that shows a trace: says of all in it at once whether it is of the present text. Its drawings, tables and lists
// of values are dimmed by one rule (app/style/stale.css), so no view does that for itself.

import type { ReactNode } from "react";
import type { Trace } from "../../../shared/trace/trace.ts";
import { useStale } from "./stale.ts";

interface StaleMarkProps {
  readonly trace: Trace | null;
  readonly slot: number;
  readonly className?: string;
  readonly children: ReactNode;
}

export function StaleMark({ trace, slot, className, children }: StaleMarkProps) {
  return (
    <div className={className} data-stale={useStale(trace, slot)}>
      {children}
    </div>
  );
}
