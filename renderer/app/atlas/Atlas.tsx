// The map of the model, always there: one small map a head, layers down and heads across.

import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import headGrid from "../../../shared/figures/head-grid/figure.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import { lensOutputs } from "../../../shared/lens/source.ts";
import type { Language } from "../../../shared/text.ts";
import { chosenMap, mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../../views/parts/drawFigure.ts";
import { MapPicker } from "../../views/parts/MapPicker.tsx";
import { Picker } from "../../views/parts/Picker.tsx";
import { StageNotice } from "../../views/parts/StageNotice.tsx";
import { useSelectionStore } from "../../views/parts/slot.ts";
import { useStale } from "../../views/parts/stale.ts";
import { useSize } from "../../views/parts/useSize.ts";
import { useViewSettings } from "../../views/parts/viewSettings.ts";
import styles from "./atlas.module.css";
import { HeadCells } from "./HeadCells.tsx";
import { atlasLens } from "./outputs.ts";
import { atlasSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

/** Cells along an axis of a small map: as fine as thumbnails are drawn, and no work for a resize. */
const RESOLUTION = 64;

export interface AtlasProps {
  /** Which slot's model it maps; it reads the slot, the selection and the hover itself. */
  readonly slot: number;
  readonly theme: ThemeName;
  readonly language: Language;
  /** Whether the gestures are told under it; true where nothing else is said. */
  readonly hints?: boolean;
}

export function Atlas({ slot, theme, language, hints = true }: AtlasProps) {
  const trace = useStore(slotsStore, ({ slots }) => slots[slot]?.trace ?? null);
  if (!trace) return <StageNotice title={TEXTS.waiting[language]} remedy={TEXTS.waitingRemedy[language]} />;
  return <HeadAtlas trace={trace} slot={slot} theme={theme} language={language} hints={hints} />;
}

function HeadAtlas({ trace, slot, theme, language, hints }: AtlasProps & { readonly trace: Trace }) {
  const [{ ranges }, change] = useViewSettings("atlas", atlasSettings);
  const selectionStore = useSelectionStore();
  const wanted = useStore(selectionStore, ({ selection }) => selection.map);
  const asked = useStore(selectionStore, ({ selection }) => selection.lens);
  const sequential = useStore(settingsStore, ({ settings }) => settings.sequential);
  const { captures } = trace.manifest;
  const map = useMemo(() => chosenMap(captures, wanted), [captures, wanted]);
  const lens = useMemo(() => map && atlasLens(captures, map, asked), [captures, map, asked]);
  const held = useMemo(() => {
    if (!map || !lens || mapCaptures(trace, map).length === 0) return false;
    const names = new Set(trace.captures.map(({ name }) => name));
    const layers = mapCaptures(trace, map).map(({ layer = 0 }) => layer);
    return lensOutputs(captures, map, layers, lens).every((output) => names.has(output));
  }, [trace, captures, map, lens]);
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const stale = useStale(trace, slot);
  const drawn = useMemo(() => {
    if (!size || size.width < 40 || size.height < 40 || !map || !held) return null;
    const started = performance.now();
    const settings = { map, ...lens, hidden: [...(lens?.hidden ?? [])], sequential, ranges, resolution: RESOLUTION };
    return { started, scene: drawFigure(headGrid, trace, settings, size, theme, language) };
  }, [trace, map, lens, held, sequential, ranges, size, theme, language]);
  useMeasure(drawn);

  if (!map) return <StageNotice title={TEXTS.none[language]} remedy={TEXTS.noneRemedy[language]} />;
  return (
    <div className={styles["atlas"]}>
      <div className={styles["bar"]}>
        <MapPicker captures={captures} label={TEXTS.map[language]} language={language} />
        <Picker
          label={TEXTS.ranges[language]}
          value={ranges}
          options={[
            { value: "map", text: TEXTS.own[language] },
            { value: "shared", text: TEXTS.shared[language] },
          ]}
          onChange={(next) => change({ ranges: next })}
        />
      </div>
      <div ref={ref} className={styles["grid"]} data-stale={stale} data-atlas="">
        {drawn && (
          <>
            <div className={styles["scene"]}>
              <SceneView scene={drawn.scene} />
            </div>
            <HeadCells scene={drawn.scene} slot={slot} language={language} />
          </>
        )}
        {!held && <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />}
      </div>
      {hints && <p className={styles["gestures"]}>{TEXTS.gestures[language]}</p>}
    </div>
  );
}

/** Leaves the time from the start of drawing to pixels on the canvas as a measure, for tests and for whoever profiles. */
function useMeasure(drawn: { readonly started: number; readonly scene: Scene } | null): void {
  useEffect(() => {
    if (drawn) performance.measure("heddle.atlas", { start: drawn.started, end: performance.now() });
  }, [drawn]);
}
