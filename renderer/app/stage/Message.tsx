import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";

interface Props {
  readonly message: string;
  readonly remedy: string;
  /** The slot that it is about. */
  readonly slot?: number;
  /** Offers another model. */
  readonly models?: boolean;
  /** Offers to run it again. */
  readonly retry?: boolean;
}

/** What is wrong, and the ways out. */
export function Message({ message, remedy, slot = 0, models = false, retry = false }: Props) {
  const text = useText();
  const { runs } = useServices();
  const show = useStore(layoutStore, (state) => state.show);
  return (
    <div className="message" role="alert">
      <p>{message}</p>
      {remedy ? <p className="muted">{remedy}</p> : null}
      <div className="row">
        {models ? (
          <Button className="button" onPress={() => show(slot === 1 ? "compare" : "models")}>
            {text.stage.otherModel}
          </Button>
        ) : null}
        {retry ? (
          <Button className="button" onPress={() => runs.retry(slot)}>
            {text.stage.retry}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
