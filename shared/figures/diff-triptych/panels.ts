// The maps that the figure can show of a head, each with its formula and where its values come from. Those of the model
// are the captured ones; what is worked out from them is named by its formula.

import { commonSource, lambdaOf, scaledSource } from "../../analysis/common-mode/parts.ts";
import { lackingOf, REMEDIES } from "../../trace/lacking.ts";
import { headSource } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Role } from "../../trace/vocabulary.ts";

export const PANEL_IDS = ["first", "second", "scaled", "common", "difference"] as const;
export type PanelId = (typeof PANEL_IDS)[number];

export interface Panel {
  readonly id: PanelId;
  /** Formula, "_" before a subscript. */
  readonly name: string;
  readonly role: Role;
  readonly branch?: string;
  readonly source: AttentionSource;
}

/** Formulas of the panels, "_" before a subscript. */
export const FORMULAS: Readonly<Record<PanelId, string>> = {
  first: "A_1",
  second: "A_2",
  scaled: "λA_2",
  common: "min(A_1, λA_2)",
  difference: "A_1 − λA_2",
};

/**
 * The panels of a head, in the order of the list above.
 * @throws HeddleError `capture-missing`
 */
export function panelsOf(trace: Trace, ids: readonly PanelId[], layer: number, head: number): Panel[] {
  const captured = (role: Role, branch?: string): AttentionSource => {
    const source = headSource(trace, { role, ...(branch === undefined ? {} : { branch }) }, layer, head);
    if (source) return source;
    throw lackingOf(role, [{ layer, head }], REMEDIES.heads);
  };
  const scaled = (): AttentionSource => {
    const lambda = lambdaOf(trace, layer, head);
    if (lambda) return scaledSource(captured("attention.map", "2"), lambda);
    throw lackingOf("λ", [{ layer, head }]);
  };
  const made: Readonly<Record<PanelId, () => Omit<Panel, "id" | "name">>> = {
    first: () => ({ role: "attention.map", branch: "1", source: captured("attention.map", "1") }),
    second: () => ({ role: "attention.map", branch: "2", source: captured("attention.map", "2") }),
    scaled: () => ({ role: "attention.map", branch: "2", source: scaled() }),
    common: () => ({ role: "attention.map", source: commonSource(captured("attention.map", "1"), scaled()) }),
    difference: () => ({ role: "attention.effective", source: captured("attention.effective") }),
  };
  return PANEL_IDS.filter((id) => ids.includes(id)).map((id) => ({ id, name: FORMULAS[id], ...made[id]() }));
}
