import { useMemo } from "react";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import { drawFigure, type FigureSpec, specOf } from "../../../shared/figures/spec.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { useView } from "../compare/hooks.ts";
import { useLanguage } from "../text/useText.ts";
import { paperFrom, useFigureOptions } from "./options.ts";

export type FigureDrawing =
  | { readonly scene: Scene; readonly spec: FigureSpec; readonly error: null }
  | { readonly scene: null; readonly error: ErrorReport };

/** The figure of what is on the stage, on the chosen paper; null while there is nothing to draw. */
export function useFigure(): FigureDrawing | null {
  const view = useView();
  const trace = useStore(slotsStore, (state) => state.slots[0]?.trace ?? null);
  const selection = useStore(selectionStore, (state) => state.selection);
  const remembered = useStore(settingsStore, (state) => (view ? state.settings.views[view.id] : undefined));
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const options = useFigureOptions();
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view reads the colour scale from the settings itself
  return useMemo(() => {
    if (!view || !trace) return null;
    try {
      const choice = view.figure(trace, selection, remembered);
      const paper = paperFrom(options, language);
      return { scene: drawFigure(trace, choice, paper), spec: specOf(trace, choice, paper), error: null };
    } catch (thrown) {
      return { scene: null, error: toReport(thrown) };
    }
  }, [view, trace, selection, remembered, sequential, options, language]);
}
