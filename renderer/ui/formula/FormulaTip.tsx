import type { ReactNode } from "react";
import { Tooltip, TooltipTrigger } from "react-aria-components";
import { Tex } from "./Tex.tsx";

interface Props {
  readonly summary: string;
  readonly tex: string;
  /** Where the formula comes from, with the word before it: "Source: Clark et al. 2019". */
  readonly source: string;
  readonly placement?: "left" | "top" | "bottom";
  /** A button of react-aria-components: pointed at or focused, the formula shows. */
  readonly children: ReactNode;
}

/** How a number is computed and where that comes from, beside whatever names it. */
export function FormulaTip({ summary, tex, source, placement = "left", children }: Props) {
  return (
    <TooltipTrigger delay={300} closeDelay={100}>
      {children}
      <Tooltip className="formula" placement={placement} offset={12}>
        <p>{summary}</p>
        <Tex tex={tex} />
        <p className="muted">{source}</p>
      </Tooltip>
    </TooltipTrigger>
  );
}
