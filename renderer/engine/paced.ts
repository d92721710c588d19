// Progress as often as a person can see it. A file comes in a hundred pieces within a few milliseconds; a message for each would
// have the window drawn as often, and React gives up on a component that is changed so many times in a row.

import type { LoadProgress } from "../../shared/engine/contract.ts";

/** Milliseconds between two reports of one stage. */
const PAUSE = 50;

/** Hands on the first report of every stage, and of the others those that come a moment after the last. */
export function paced(report: (progress: LoadProgress) => void, now: () => number = () => performance.now()) {
  let stage: LoadProgress["stage"] | null = null;
  let last = Number.NEGATIVE_INFINITY;
  return (progress: LoadProgress): void => {
    if (progress.stage === stage && now() - last < PAUSE) return;
    stage = progress.stage;
    last = now();
    report(progress);
  };
}
