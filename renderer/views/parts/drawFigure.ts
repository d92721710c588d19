// A figure as the stage shows it: without title and caption, which the window around it has, at the size of the stage.

import * as v from "valibot";
import type { FigureType, Paper, ThemeName } from "../../../shared/figures/contract.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Size } from "./useSize.ts";

/** Smallest text on the stage, in CSS pixels. */
const STAGE_TEXT = 11;

/** What the stage is as paper. */
export function stagePaper(size: Size, theme: ThemeName, language: Language): Paper {
  return { ...size, theme, language, fontSize: STAGE_TEXT, furniture: "bare" };
}

/**
 * @param second what the trace is compared with, for a figure type that compares
 * @throws HeddleError `capture-missing`
 */
export function drawFigure<Schema extends v.GenericSchema>(
  figure: FigureType<Schema>,
  trace: Trace,
  settings: v.InferInput<Schema>,
  size: Size,
  theme: ThemeName,
  language: Language,
  second?: Trace,
): Scene {
  return figure.draw(trace, v.parse(figure.settings, settings), stagePaper(size, theme, language), second);
}

/** Most cells along an axis that a map on the stage can show apart: more are pooled, so that none is lost between pixels. */
export function stageResolution({ width, height }: Size): number {
  const density = typeof devicePixelRatio === "number" ? devicePixelRatio : 1;
  return Math.max(64, Math.floor(Math.min(width, height) * 0.85 * density));
}
