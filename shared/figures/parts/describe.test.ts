import { expect, it } from "vitest";
import type { Trace } from "../../trace/trace.ts";
import { fixtureTrace } from "../fixtures/traces.ts";
import { headsName, knobSentences } from "./describe.ts";

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

it("names groups of channels where a map is of them, and heads elsewhere", () => {
  const heads = [
    { layer: 2, head: 4 },
    { layer: 0, head: 1 },
  ];
  expect(headsName(heads.slice(0, 1), "mean", "en", "wkv.map")).toBe("layer 3, group of channels 5");
  expect(headsName(heads, "max", "en", "wkv.map")).toBe("maximum of 2 groups of channels (L3H5, L1H2)");
  expect(headsName(heads.slice(0, 1), "mean", "zh", "wkv.map")).toBe("第 3 层第 5 通道组");
  expect(headsName(heads.slice(0, 1), "mean", "en", "attention.map")).toBe("layer 3, head 5");
  expect(headsName(heads, "mean", "zh")).toBe("2 个头的平均（L3H5, L1H2）");
});
