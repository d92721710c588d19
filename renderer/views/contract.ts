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

/** What can be done in a view beside what can be done in all of them. */
export interface ViewAction {
  /** Unique in the view: letters, digits and hyphens. */
  readonly id: string;
  readonly title: Localized;
  /** Keys that no other action has, as in the app's actions: "O". */
  readonly keys?: readonly string[];
  readonly enabled?: boolean;
  perform(): void;
}

export interface View {
  readonly title: Localized;
  /** One sentence: what a person sees here. */
  readonly summary: Localized;
  /** Place among the tabs. */
  readonly order: number;
  /** The view's tab is there only when the model's captures meet this. */
  readonly needs: { readonly all?: readonly Need[]; readonly any?: readonly Need[] };
  /** A view of two traces at once: its tab is there only while two models are compared. It reads the second from its slot. */
  readonly compares?: true;
  /** Graph outputs that the stage reads for this selection; asked of the engine while the view is open. */
  outputs(manifest: Manifest, selection: Selection): string[];
  readonly Stage: ComponentType<ViewProps>;
  /** More of the inspector, under what every view has. */
  readonly Inspector?: ComponentType<ViewProps>;
  /**
   * What is on the stage as a figure. Of a view that compares: a figure type that does.
   * @param settings what the settings remember for this view (`settings.views[id]`); the view parses it
   */
  figure(trace: Trace, selection: Selection, settings: unknown, second?: Trace): ViewFigure;
  /** Listed in the palette and bound to their keys while the view is open; asked for anew each time. */
  actions?(slot: number): readonly ViewAction[];
}

/** Declares a view. */
export function defineView(view: View): View {
  return view;
}
