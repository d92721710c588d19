import { Button } from "react-aria-components";
import { FormulaTip } from "../../ui/formula/FormulaTip.tsx";
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
    <FormulaTip summary={summary} tex={tex} source={`${text.inspector.source}: ${source}`}>
      <Button className="formula-name">{title}</Button>
    </FormulaTip>
  );
}
