import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import { parseView, type SavedView, viewFromHash, viewToHash } from "./link.ts";

const view: SavedView = { format: "heddle-view/1", model: "small", text: "a b", view: null, selection: FIRST_SELECTION, knobs: {} };

describe("links", () => {
  it("give back any text, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.dictionary(
          fc.stringMatching(/^[A-Za-z][\w.]*$/),
          fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
        ),
        (text, knobs) => {
          const saved = { ...view, text: text.toWellFormed(), knobs: { ...knobs } };
          expect(viewFromHash(viewToHash(saved))).toEqual(JSON.parse(JSON.stringify(saved)));
        },
      ),
    );
  });
  it("of other things are nobody's", () => expect(viewFromHash("#top")).toBeNull());
  it("that are cut off say so", () => expect(() => viewFromHash(viewToHash(view).slice(0, -9))).toThrow(/cut off/));
  it("name the field that is wrong", () => {
    expect(() => parseView({ ...view, model: "../etc" })).toThrow(/model/);
    expect(() => parseView({ ...view, selection: { ...FIRST_SELECTION, heads: [] } })).toThrow(/heads/);
    expect(() => parseView({ ...view, more: 1 })).toThrow(/broken/);
    expect(() => parseView({ ...view, knobs: JSON.parse('{"no knob":[1]}') })).toThrow(/knob/);
  });
});
