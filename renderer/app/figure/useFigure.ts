import { useMemo } from "react";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import { drawFigure, type FigureSpec, specOf } from "../../../shared/figures/spec.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import { useSlotView, useView } from "../compare/hooks.ts";
import { useLanguage } from "../text/useText.ts";
import { paperFrom, useFigureOptions } from "./options.ts";

export type FigureDrawing =
  | { readonly scene: Scene; readonly spec: FigureSpec; readonly error: null }
  | { readonly scene: null; readonly error: ErrorReport };

/**
 * The figure of what is on the stage, on the chosen paper: of two compared models both, side by side or in one picture;
 * null while there is nothing to draw.
 */
export function useFigure(): FigureDrawing | null {
  const open = useView();
  const [first, second] = [useSlotView(0), useSlotView(1)];
  const trace = useStore(slotsStore, (state) => state.slots[0]?.trace ?? null);
  const other = useStore(slotsStore, (state) => state.slots[1]?.trace ?? null);
  const selection = useStore(selectionStore, (state) => state.selection);
  const seen = useStore(storesOf(1).selection, (state) => state.selection);
  const remembered = useStore(settingsStore, (state) => state.settings.views);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const options = useFigureOptions();
  const language = useLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view reads the colour scale from the settings itself
  return useMemo(() => {
    const view = open?.compares && other ? open : first;
    if (!view || !trace) return null;
    try {
      const paper = paperFrom(options, language);
      const choice = view.figure(trace, selection, remembered[view.id], other ?? undefined);
      const beside = view.compares ? {} : other && second?.figure(other, seen, remembered[second.id]);
      const against = other && beside ? { trace: other, ...beside } : undefined;
      return { scene: drawFigure(trace, choice, paper, against), spec: specOf(trace, choice, paper, against), error: null };
    } catch (thrown) {
      return { scene: null, error: toReport(thrown) };
    }
  }, [open, first, second, trace, other, selection, seen, remembered, sequential, options, language]);
}
