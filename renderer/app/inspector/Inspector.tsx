import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import { slotsStore } from "../../state/slots.ts";
import { StaleMark } from "../../views/parts/StaleMark.tsx";
import { FigureOptionsPane } from "../figure/FigureOptionsPane.tsx";
import { useView } from "../frame/ViewTabs.tsx";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { HeadSection } from "./HeadSection.tsx";
import { KnobsSection } from "./KnobsSection.tsx";
import { NextTokenSection } from "./NextTokenSection.tsx";
import { PairSection } from "./PairSection.tsx";

/** What is selected, in numbers, and what can be changed. */
export function Inspector() {
  const text = useText();
  const view = useView();
  const theme = useTheme();
  const language = useLanguage();
  const trace = useStore(slotsStore, (state) => state.slots[0]?.trace ?? null);
  const printing = useStore(layoutStore, (state) => state.open === "figure");
  if (printing)
    return (
      <div className="inspector">
        <FigureOptionsPane />
      </div>
    );
  return (
    <StaleMark className="inspector" trace={trace} slot={0}>
      {trace ? (
        <>
          <PairSection trace={trace} />
          <HeadSection trace={trace} />
        </>
      ) : (
        <p className="muted pad">{text.inspector.nothing}</p>
      )}
      <KnobsSection index={0} />
      {trace ? <NextTokenSection trace={trace} /> : null}
      {trace && view?.Inspector ? <view.Inspector slot={0} trace={trace} theme={theme} language={language} /> : null}
    </StaleMark>
  );
}
