// Differential attention: two maps of each head, and what is left when λ times the second is taken from the first.

import { settingsStore } from "../../state/settings.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { differentialActions } from "./actions.ts";
import { DifferentialStage } from "./DifferentialStage.tsx";
import { belowFigure, triptychFigure } from "./figure.ts";
import { differentialSettings } from "./settings.ts";

const READ: readonly string[] = [
  "attention.map",
  "attention.effective",
  "attention.context",
  "attention.output",
  "diff.lambda",
  "diff.lambda_init",
];

export default defineView({
  title: { en: "Differential", zh: "差分" },
  summary: {
    en: "Both attention maps of a head, λ, and the signed map that remains.",
    zh: "一个头的两张注意力图、λ，以及剩下的带符号的图。",
  },
  order: 20,
  needs: { all: [{ role: "attention.map", branches: ["1", "2"] }, { role: "attention.effective" }, { role: "diff.lambda" }] },
  outputs: (manifest) => manifest.captures.filter(({ role }) => READ.includes(role)).map(({ output }) => output),
  Stage: DifferentialStage,
  figure: (trace, selection, remembered) => {
    const { layers, heads } = trace.manifest.size;
    const head = selection.heads.find((one) => one.layer < layers && one.head < heads) ?? { layer: 0, head: 0 };
    const settings = parseViewSettings(differentialSettings, remembered);
    const { sequential } = settingsStore.getState().settings;
    if (settings.printed === "below") return belowFigure(trace, selection, head, settings, sequential);
    const marked = selection.query === null || selection.key === null ? [] : [{ query: selection.query, key: selection.key }];
    return { figure: "diff-triptych", settings: { ...triptychFigure(trace, selection, head, settings, sequential), marked } };
  },
  actions: differentialActions,
});
