import { Button, Tooltip, TooltipTrigger } from "react-aria-components";
import { Tex } from "../models/Equation.tsx";
import { useText } from "../text/useText.ts";

interface Props {
  readonly title: string;
  readonly summary: string;
  readonly tex: string;
  readonly source: string;
}

/** The name of a measure; pointed at or focused, it says how the number is computed and where that comes from. */
export function Formula({ title, summary, tex, source }: Props) {
  const text = useText();
  return (
    <TooltipTrigger delay={300} closeDelay={100}>
      <Button className="formula-name">{title}</Button>
      <Tooltip className="formula" placement="left" offset={12}>
        <p>{summary}</p>
        <Tex tex={tex} />
        <p className="muted">
          {text.inspector.source}: {source}
        </p>
      </Tooltip>
    </TooltipTrigger>
  );
}
