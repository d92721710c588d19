import { useEffect, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { useStore } from "zustand";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { Atlas } from "../atlas/Atlas.tsx";
import { CompareAtlas } from "../compare/CompareAtlas.tsx";
import { useCompared } from "../compare/hooks.ts";
import { Inspector } from "../inspector/Inspector.tsx";
import { Stage } from "../stage/Stage.tsx";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { Place } from "./Place.tsx";
import { usePaneSizes } from "./paneSizes.ts";

const NARROW = "(max-width: 840px)";

/** Atlas, stage and inspector, side by side; in a narrow window the inspector goes below the other two. */
export function Panes() {
  const narrow = useMatch(NARROW);
  const text = useText();
  const theme = useTheme();
  const language = useLanguage();
  const { remembered, keep } = usePaneSizes(narrow ? "narrow" : "wide");
  const modelId = useStore(slotsStore, (state) => state.slots[0]?.modelId);
  const view = useStore(settingsStore, (state) => state.settings.view);

  const compared = useCompared();
  const atlas = (
    <Panel id="atlas" className="pane" minSize={176} defaultSize="24%">
      <Place name={text.places.atlas} className="place-atlas" resetKey={modelId}>
        {compared ? <CompareAtlas theme={theme} language={language} /> : <Atlas slot={0} theme={theme} language={language} />}
      </Place>
    </Panel>
  );
  const stage = (
    <Panel id="stage" className="pane" minSize={320}>
      <Place name={text.places.stage} className="place-stage" resetKey={`${modelId}/${view}`}>
        <Stage />
      </Place>
    </Panel>
  );
  const inspector = (
    <Panel id="inspector" className="pane" minSize={narrow ? 120 : 232} defaultSize={narrow ? "35%" : "24%"}>
      <Place name={text.places.inspector} className="place-inspector" resetKey={`${modelId}/${view}`}>
        <Inspector />
      </Place>
    </Panel>
  );
  const bar = <Separator className="separator" />;
  // Each arrangement is a group of its own: one that changed its direction and its panes would lay out those of the other.
  if (narrow)
    return (
      <main className="panes">
        <Group key="narrow" orientation="vertical">
          <Panel id="upper" minSize={160}>
            <Group orientation="horizontal">
              {atlas}
              {bar}
              {stage}
            </Group>
          </Panel>
          {bar}
          {inspector}
        </Group>
      </main>
    );
  const known = ["atlas", "stage", "inspector"].every((id) => typeof remembered[id] === "number");
  return (
    <main className="panes">
      <Group key="wide" orientation="horizontal" {...(known ? { defaultLayout: remembered } : {})} onLayoutChanged={keep}>
        {atlas}
        {bar}
        {stage}
        {bar}
        {inspector}
      </Group>
    </main>
  );
}

/** Whether a media query holds. */
function useMatch(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const listen = (): void => setMatches(media.matches);
    listen();
    media.addEventListener("change", listen);
    return () => media.removeEventListener("change", listen);
  }, [query]);
  return matches;
}
