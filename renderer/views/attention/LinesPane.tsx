// What the read token looks at, and who looks at it, as lines between tokens.

import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Combination } from "../../../shared/trace/combine.ts";
import type { Trace } from "../../../shared/trace/trace.ts";

interface LinesPaneProps {
  readonly trace: Trace;
  readonly choice: MapChoice;
  readonly heads: readonly HeadRef[];
  readonly combine: Combination;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LinesPane(_props: LinesPaneProps) {
  return null;
}
