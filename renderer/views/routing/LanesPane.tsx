// The lane diagram on the stage: the drawing, the lit path over it, the lanes' names as buttons and what is under the
// pointer.

import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import * as v from "valibot";
import { useStore } from "zustand";
import { forcedAt } from "../../../shared/analysis/route-path/knobs.ts";
import { readStops } from "../../../shared/analysis/route-path/routes.ts";
import { type Lanes, lanes } from "../../../shared/figures/route-lanes/lanes.ts";
import { litMarks } from "../../../shared/figures/route-lanes/lit.ts";
import { laneSettings } from "../../../shared/figures/route-lanes/settings.ts";
import type { Language } from "../../../shared/text.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { mountScene } from "../../ui/scene/mount.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import type { ViewProps } from "../contract.ts";
import { stagePaper } from "../parts/drawFigure.ts";
import { useReadPair } from "../parts/pair.ts";
import { Region } from "../parts/Region.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import shared from "../parts/stage.module.css";
import { useSize } from "../parts/useSize.ts";
import { lanesFigure } from "./figure.ts";
import { clickForced } from "./force.ts";
import { LaneButtons } from "./LaneButtons.tsx";
import { LaneCard } from "./LaneCard.tsx";
import { type LanePoint, useLanePointer } from "./lanePointer.ts";
import own from "./routing.module.css";
import type { RoutingSettings } from "./settings.ts";
import { lanesSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

interface LanesPaneProps extends ViewProps {
  readonly settings: RoutingSettings;
  readonly knobs: KnobValues;
  readonly can: boolean;
  onKnobs(knobs: KnobValues): void;
}

export function LanesPane({ trace, theme, language, settings, knobs, can, onKnobs }: LanesPaneProps) {
  const ref = useRef<HTMLElement>(null);
  const summaryId = useId();
  const size = useSize(ref);
  const region = useStore(useSelectionStore(), ({ selection }) => selection.region);
  const selectionStore = useSelectionStore();
  const drawn = useMemo(
    () =>
      size && size.width >= 120 && size.height >= 80
        ? lanes(trace, v.parse(laneSettings, lanesFigure(trace, { region }, settings)), stagePaper(size, theme, language))
        : null,
    [trace, region, settings, size, theme, language],
  );
  const count = trace.tokens.length;
  const summary = useMemo(() => lanesSummary(trace, readStops(trace), language), [trace, language]);

  const keys = (event: KeyboardEvent): void => {
    const { selection, select } = selectionStore.getState();
    const from = selection.query ?? (event.key === "ArrowLeft" ? count : -1);
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    // Elsewhere these keys move the key of the pair; here tokens lie along them.
    event.preventDefault();
    event.stopPropagation();
    select({ query: Math.max(0, Math.min(count - 1, to)) }, "query");
  };
  return (
    <Region
      ref={ref}
      className={own["lanes"]}
      label={TEXTS.lanes[language]}
      aria-describedby={summaryId}
      // The token is moved with the arrow keys here, so it takes the focus.
      tabIndex={0}
      onKeyDown={keys}
      data-lanes={drawn?.brush.layout.form ?? ""}
    >
      {drawn && (
        <Sheet drawn={drawn} language={language}>
          {can && (
            <LaneButtons
              brush={drawn.brush}
              language={language}
              forced={({ stop }) => forcedAt(trace.manifest, knobs, stop.kind, stop.step)}
              onForce={({ stop }, module, add) => onKnobs(clickForced(trace.manifest, knobs, stop, module, add))}
            />
          )}
        </Sheet>
      )}
      <p id={summaryId} className={shared["spoken"]}>
        {summary}
      </p>
    </Region>
  );
}

/** The drawing with what follows the pointer over it; it has its listeners from when it is there. */
function Sheet({ drawn, language, children }: { readonly drawn: Lanes; readonly language: Language; readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<LanePoint | null>(null);
  const { scene, brush } = drawn;
  useLanePointer(ref, { scene, tokens: brush.trace.tokens.length, onPoint: setPoint });
  return (
    <div ref={ref} className={own["sheet"]} style={{ width: scene.width, height: scene.height }}>
      <SceneView scene={scene} />
      <Lit drawn={drawn} />
      {children}
      {point && <LaneCard trace={brush.trace} brush={brush} point={point} extent={scene} language={language} />}
    </div>
  );
}

/** The lit token over the drawing: the marks that a figure of it has. */
function Lit({ drawn }: { readonly drawn: Lanes }) {
  const host = useRef<HTMLDivElement>(null);
  const { scene, brush } = drawn;
  const { query: token } = useReadPair(brush.trace.tokens.length, brush.trace.tokens.length);
  useLayoutEffect(() => {
    if (host.current) mountScene(host.current, { ...scene, marks: token === null ? [] : [litMarks(brush, token)] }, devicePixelRatio);
  }, [scene, brush, token]);
  return <div ref={host} className={own["lit"]} aria-hidden="true" data-lit={token ?? ""} />;
}
