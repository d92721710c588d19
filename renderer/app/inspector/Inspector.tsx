import { memo, useDeferredValue } from "react";
import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import { slotsStore } from "../../state/slots.ts";
import { StaleMark } from "../../views/parts/StaleMark.tsx";
import { SlotContext } from "../../views/parts/slot.ts";
import { useFocusedSlot, useSlotView } from "../compare/hooks.ts";
import { InspectedModel } from "../compare/InspectedModel.tsx";
import { FigureOptionsPane } from "../figure/FigureOptionsPane.tsx";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { HeadSection } from "./HeadSection.tsx";
import { KnobsSection } from "./KnobsSection.tsx";
import { NextTokenSection } from "./NextTokenSection.tsx";
import { PairSection } from "./PairSection.tsx";

// A new trace is drawn before its numbers: those follow with the next frame, and a slider on the move is not held up.
const [Pair, Head, NextToken] = [memo(PairSection), memo(HeadSection), memo(NextTokenSection)];

/** What is selected, in numbers, and what can be changed. */
export function Inspector() {
  const text = useText();
  const slot = useFocusedSlot();
  const view = useSlotView(slot);
  const theme = useTheme();
  const language = useLanguage();
  const trace = useDeferredValue(useStore(slotsStore, (state) => state.slots[slot]?.trace ?? null));
  const printing = useStore(layoutStore, (state) => state.open === "figure");
  if (printing)
    return (
      <div className="inspector">
        <FigureOptionsPane />
      </div>
    );
  return (
    <SlotContext value={slot}>
      <InspectedModel />
      <StaleMark className="inspector" trace={trace} slot={slot}>
        {trace ? (
          <>
            <Pair trace={trace} />
            <Head trace={trace} />
          </>
        ) : (
          <p className="muted pad">{text.inspector.nothing}</p>
        )}
        <KnobsSection index={slot} />
        {trace ? <NextToken trace={trace} /> : null}
        {trace && view?.Inspector ? <view.Inspector slot={slot} trace={trace} theme={theme} language={language} /> : null}
      </StaleMark>
    </SlotContext>
  );
}
