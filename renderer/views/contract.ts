// A view is one folder with a view.ts: what it needs from a trace, what it shows on the stage, what F exports.

import type { ComponentType } from "react";
import type { Need, ThemeName } from "../../shared/figures/contract.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { Selection } from "../../shared/selection/selection.ts";
import type { Language, Localized } from "../../shared/text.ts";
import type { Trace } from "../../shared/trace/trace.ts";

export interface ViewProps {
  readonly trace: Trace;
  /** Which slot the trace is of: 0, or 1 for the second of two compared models. */
  readonly slot: number;
  readonly theme: ThemeName;
  readonly language: Language;
}

/** What F makes of a view: a figure type and its settings. */
interface ViewFigure {
  readonly figure: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface View {
  readonly title: Localized;
  /** One sentence: what a person sees here. */
  readonly summary: Localized;
  /** Place among the tabs. */
  readonly order: number;
  /** The view's tab is there only when the model's captures meet this. */
  readonly needs: { readonly all?: readonly Need[]; readonly any?: readonly Need[] };
  /** Graph outputs that the stage reads for this selection; asked of the engine while the view is open. */
  outputs(manifest: Manifest, selection: Selection): string[];
  readonly Stage: ComponentType<ViewProps>;
  /** More of the inspector, under what every view has. */
  readonly Inspector?: ComponentType<ViewProps>;
  /**
   * What is on the stage as a figure.
   * @param settings what the settings remember for this view (`settings.views[id]`); the view parses it
   */
  figure(trace: Trace, selection: Selection, settings: unknown): ViewFigure;
}

/** Declares a view. */
export function defineView(view: View): View {
  return view;
}
