import { expect, it } from "vitest";
import type { Trace } from "../../trace/trace.ts";
import { fixtureTrace } from "../fixtures/traces.ts";
import { knobSentences } from "./describe.ts";

const knob = { title: { en: "k", zh: "k" }, text: { en: "k", zh: "k" }, minimum: 0, maximum: 1 };
const trace = fixtureTrace();
const changed: Trace = {
  ...trace,
  manifest: {
    ...trace.manifest,
    knobs: [
      { ...knob, input: "gain", axes: ["layer"], shape: [1], default: 1 },
      { ...knob, input: "head_mask", axes: ["layer", "head"], shape: [2, 2], default: 1 },
    ],
  },
  knobs: { gain: [0.5], head_mask: [1, 0, 1, 1] },
};

it("says which knobs are not as shipped, in the language of the figure", () => {
  expect(knobSentences(changed, "en")).toEqual(["Not as shipped: gain = 0.5; head_mask: 1 of 4 values = 0."]);
  expect(knobSentences(changed, "zh")).toEqual(["与出厂设置不同：gain = 0.5；head_mask：4 个值中的 1 个 = 0。"]);
});
