import { X } from "lucide-react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import { SPAN_KINDS } from "../../../shared/selection/selection.ts";
import { rangeStore } from "../../state/range.ts";
import { selectionStore } from "../../state/selection.ts";
import { slotsStore } from "../../state/slots.ts";
import { IS_MAC, keyLabel } from "../actions/keys.ts";
import { markSpan } from "../actions/list.ts";
import { useProblem } from "../text/useProblem.ts";
import { useText } from "../text/useText.ts";

/** The line under the tokens: what is wrong with the text, else what can be done with it; and how long it is. */
export function PromptLine() {
  const text = useText();
  const count = useStore(slotsStore, (state) => state.slots[0]?.tokens.length ?? 0);
  const limit = useStore(slotsStore, (state) => {
    const load = state.slots[0]?.load;
    return load?.state === "ready" ? load.manifest.size.context : null;
  });
  const failed = useStore(slotsStore, (state) => state.slots[0]?.problem != null);
  const problem = useProblem(0);
  const over = limit === null ? 0 : count - limit;
  return (
    <div className="prompt-line" id="prompt-line">
      {failed && problem ? (
        <span className="problem" role="alert">
          {problem.message} {problem.remedy}
        </span>
      ) : (
        <Marking />
      )}
      <span className={over > 0 ? "prompt-count numeric problem" : "prompt-count numeric"}>
        {limit === null ? "" : text.prompt.count(count, limit)}
        {over > 0 ? ` · ${text.prompt.over(over)}` : ""}
      </span>
    </div>
  );
}

/** Marks of spans, the range that can be marked, or the gestures. */
function Marking() {
  const text = useText();
  const range = useStore(rangeStore, (state) => state.range);
  const setRange = useStore(rangeStore, (state) => state.setRange);
  const spans = useStore(selectionStore, (state) => state.selection.spans);
  const select = useStore(selectionStore, (state) => state.select);
  if (range)
    return (
      <span className="row tight">
        {text.prompt.range(tokenNumber(range.start), tokenNumber(range.end - 1))}
        {SPAN_KINDS.map((kind) => (
          <Button key={kind} className="button small" data-mark={kind} onPress={() => markSpan(kind)}>
            <kbd>{text.prompt.letters[kind]}</kbd>
            {text.prompt.kinds[kind]}
          </Button>
        ))}
        <Button className="button small quiet" aria-label={text.stage.cancel} onPress={() => setRange(null)}>
          <X size={12} />
        </Button>
      </span>
    );
  if (spans.length > 0)
    return (
      <span className="row tight">
        {spans.map((span) => {
          const name = text.prompt.marked(text.prompt.kinds[span.kind], tokenNumber(span.start), tokenNumber(span.end - 1));
          return (
            <Button
              key={span.start}
              className="button small quiet"
              data-mark={span.kind}
              aria-label={`${text.prompt.clearSpan}: ${name}`}
              onPress={() => select({ spans: spans.filter((other) => other !== span) })}
            >
              <span className="chip-mark">{text.prompt.letters[span.kind]}</span>
              {name}
              <X size={12} aria-hidden />
            </Button>
          );
        })}
      </span>
    );
  return <span className="muted gestures">{text.prompt.gestures(keyLabel("Mod", IS_MAC))}</span>;
}
