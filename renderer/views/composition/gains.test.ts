import { describe, expect, it } from "vitest";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";
import { gainsOf, gainValue, isOff, switchedOff, switchedOn, withGain } from "./gains.ts";

const words = { en: "Made for tests.", zh: "测试用。" };
const knob = (input: string, more: Partial<KnobInfo> = {}): KnobInfo => ({
  input,
  title: words,
  text: words,
  axes: ["layer"],
  shape: [3],
  default: 1,
  minimum: 0,
  maximum: 2,
  ...more,
});
const manifest = {
  knobs: [
    knob("head_mask", { axes: ["layer", "head"], shape: [3, 2] }),
    knob("compose_gain.pre.static"),
    knob("compose_gain.post.gates"),
    knob("compose_gain.between.static"),
    knob("compose_gain.post.query", { minimum: 0.5 }),
  ],
};
const gains = gainsOf(manifest);

describe("gains of the composition", () => {
  it("are the knobs of a known stage that can be 0", () => {
    expect(gains.map(({ stage, part }) => `${stage} ${part}`)).toEqual(["pre static", "post gates"]);
  });

  it("switch off and on in all layers or in one, and leave other knobs alone", () => {
    const knobs = { head_mask: [0, 1, 1, 1, 1, 1] };
    const off = switchedOff(gains, knobs, null);
    expect(off).toEqual({ ...knobs, "compose_gain.pre.static": [0, 0, 0], "compose_gain.post.gates": [0, 0, 0] });
    expect([isOff(gains, knobs, null), isOff(gains, off, null), isOff(gains, off, 1)]).toEqual([false, true, true]);
    expect(switchedOn(gains, off, null)).toEqual(knobs);
    const one = switchedOff(gains, knobs, 1);
    expect(one["compose_gain.pre.static"]).toEqual([1, 0, 1]);
    expect([isOff(gains, one, null), isOff(gains, one, 1), isOff(gains, one, 2)]).toEqual([false, true, false]);
    expect(switchedOn(gains, one, 1)).toEqual(knobs);
  });

  it("have a value where the layers agree, and keep to their range", () => {
    const [first] = gains;
    if (!first) throw new Error("there is one");
    const mixed = withGain(first, {}, 2, 0.5);
    expect([gainValue(first, mixed, null), gainValue(first, mixed, 2), gainValue(first, {}, null)]).toEqual([null, 0.5, 1]);
    expect(withGain(first, {}, null, 9)).toEqual({ "compose_gain.pre.static": [2, 2, 2] });
  });

  it("a model without them is not switched off", () => expect(isOff([], {}, null)).toBe(false));
});
