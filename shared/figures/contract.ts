// A figure type is one folder with a figure.ts; a figure is a pure function of (trace, settings, paper).

import type * as v from "valibot";
import type { Language, Localized } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import type { Role } from "../trace/vocabulary.ts";
import type { Scene } from "./scene.ts";

export const THEMES = ["light", "dark"] as const;
export type ThemeName = (typeof THEMES)[number];

/** What a figure is drawn on. */
export interface Paper {
  /** Width in points; the height follows from the figure unless given. */
  readonly width: number;
  readonly height?: number;
  readonly theme: ThemeName;
  readonly language: Language;
  /** Smallest text in points. */
  readonly fontSize: number;
  /**
   * `full`: title, axes, legend and caption, a page that explains itself. `bare`: axes and legend only, where the
   * window or the author's own caption says the rest; a map never goes without its range.
   */
  readonly furniture: "full" | "bare";
}

/** A role that a figure or view needs; `branches` when it needs several of them. */
export interface Need {
  readonly role: Role;
  readonly branches?: readonly string[];
}

/** A figure type. Its folder's name is its id. */
export interface FigureType<Schema extends v.GenericSchema = v.GenericSchema> {
  readonly title: Localized;
  /** One sentence. */
  readonly summary: Localized;
  /** The trace must have every one of these, or (`any`) at least one. */
  readonly needs: { readonly all?: readonly Need[]; readonly any?: readonly Need[] };
  /**
   * Whether it draws two traces of one text in one picture: it may, or it shows nothing without the second. A type that
   * does not is drawn of both side by side where two are compared.
   */
  readonly compares?: "may" | "must";
  /** Settings of the figure, all with defaults, so that `{}` is valid. */
  readonly settings: Schema;
  /**
   * @param second what the trace is compared with; given only to a type that compares
   * @throws HeddleError `capture-missing` when the trace lacks what the settings ask for
   */
  draw(trace: Trace, settings: v.InferOutput<Schema>, paper: Paper, second?: Trace): Scene;
  /**
   * Names of the graph outputs that `draw` will read with these settings.
   * @param second true: of the second trace, whose manifest is given
   */
  outputs(manifest: Trace["manifest"], settings: v.InferOutput<Schema>, second?: boolean): string[];
}

/** Declares a figure type with its settings' types inferred. */
export function defineFigure<const Schema extends v.GenericSchema>(figure: FigureType<Schema>): FigureType<Schema> {
  return figure;
}
