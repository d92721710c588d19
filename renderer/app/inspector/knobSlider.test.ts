import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../shared/manifest/parse.ts";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";
import { isSet, knobReading, knobSlider } from "./knobSlider.ts";

const file = new URL("../../../models/diff/manifest.json", import.meta.url);
const shipped = parseManifest(JSON.parse(readFileSync(file, "utf8")), "manifest.json").knobs;
const knob = (input: string): KnobInfo => {
  const found = shipped.find((one) => one.input === input);
  if (!found) throw new Error(`no knob ${input}`);
  return found;
};

const WORDS = { learned: "learned", on: "on", off: "off" };

describe("an element of a knob", () => {
  it("of a switch is on from the middle of its range up", () => {
    const decay: KnobInfo = { ...knob("lambda_scale"), acts: "switch", minimum: 0, maximum: 1 };
    expect([0, 0.49, 0.5, 1].map((value) => knobReading(decay, value, WORDS))).toEqual(["off", "off", "on", "on"]);
  });

  it("is a factor where nothing else is said", () => {
    const scale = knob("lambda_scale");
    expect([0, 1, 1.5].map((value) => knobReading(scale, value, WORDS))).toEqual(["×0", "×1", "×1.5"]);
    const { minimum, maximum, step, place, valueAt } = knobSlider(scale);
    expect({ minimum, maximum, step }).toEqual({ minimum: 0, maximum: 2, step: 0.05 });
    expect([0, 0.3, 2].map(place)).toEqual([0, 0.3, 2]);
    expect([0, 0.3, 2].map(valueAt)).toEqual([0, 0.3, 2]);
  });

  it("reads as learned until it is set, then as the value it is", () => {
    const fixed = knob("lambda_override");
    expect(isSet(fixed, fixed.default)).toBe(false);
    expect([fixed.default, -0.01, 0, 0.5, 1.5].map((value) => knobReading(fixed, value, WORDS))).toEqual([
      "learned",
      "learned",
      "0",
      "0.5",
      "1.5",
    ]);
  });

  it("lies one step left of the first value while it is not set, and goes back to the default from there", () => {
    const fixed = knob("lambda_override");
    const { minimum, maximum, step, place, valueAt } = knobSlider(fixed);
    expect({ minimum, maximum, step }).toEqual({ minimum: -0.05, maximum: 1.5, step: 0.05 });
    expect([fixed.default, 0, 1.5].map(place)).toEqual([minimum, 0, 1.5]);
    expect(valueAt(minimum)).toBe(fixed.default);
    // A place that floating-point steps from the left end put just below 0 is 0.
    expect([minimum + step, -1e-17, 0.35, 1.5].map(valueAt)).toEqual([0, 0, 0.35, 1.5]);
  });
});
