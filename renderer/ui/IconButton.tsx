import type { ReactNode } from "react";
import { Button, type ButtonProps, Tooltip, TooltipTrigger } from "react-aria-components";

interface Props extends Omit<ButtonProps, "children" | "className"> {
  /** Its name: spoken, and shown when the pointer rests on it. */
  readonly label: string;
  /** Its key, shown after the name. */
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}

/** A button that is only a picture or a sign. */
export function IconButton({ label, shortcut, children, ...rest }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button {...rest} className="icon-button" aria-label={label}>
        {children}
      </Button>
      <Tooltip className="tooltip" offset={4}>
        {label}
        {shortcut ? <kbd>{shortcut}</kbd> : null}
      </Tooltip>
    </TooltipTrigger>
  );
}
