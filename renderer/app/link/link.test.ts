import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import { type SavedView, viewFromHash, viewFromText, viewToHash } from "./link.ts";

const view: SavedView = {
  format: "heddle-view/1",
  model: "small",
  text: "a b",
  view: null,
  selection: FIRST_SELECTION,
  shown: { views: {} },
  knobs: {},
  second: null,
};

const parseView = (json: unknown): SavedView => viewFromText(JSON.stringify(json), "a.heddle.json");

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
  it("hold both models that are compared, and their heads where they go their own ways", () => {
    const second = { model: "other", knobs: { gain: [0.5, 1] } };
    const selection = { ...FIRST_SELECTION, second: { heads: [{ layer: 1, head: 2 }], map: { role: "attention.map", branch: "1" } } };
    expect(viewFromHash(viewToHash({ ...view, selection, second }))).toEqual({ ...view, selection, second });
    const { second: _, ...older } = view;
    expect(parseView(older)).toEqual(view);
    expect(() => parseView({ ...view, second: { model: "../etc", knobs: {} } })).toThrow(/second\.model/);
  });
  it("made before lenses and settings were in them are read as plain ones", () => {
    const { lens: _, second: __, ...selection } = FIRST_SELECTION;
    const { shown: ___, ...old } = view;
    expect(parseView({ ...old, selection })).toEqual(view);
  });
  it("hold how it is shown, and refuse a scale that there is not", () => {
    const shown = { words: true, sequential: "viridis", views: { attention: { scale: "log", hidden: [0] } } } as const;
    expect(viewFromHash(viewToHash({ ...view, shown }))?.shown).toEqual(shown);
    expect(() => parseView({ ...view, shown: { sequential: "mauve" } })).toThrow(/sequential/);
    expect(() => parseView({ ...view, shown: { views: { attention: 7 } } })).toThrow(/attention/);
  });
  it("of other things are nobody's", () => expect(viewFromHash("#top")).toBeNull());
  it("that are cut off say so", () => expect(() => viewFromHash(viewToHash(view).slice(0, -9))).toThrow(/cut off/));
  it("name the field that is wrong", () => {
    expect(() => parseView({ ...view, model: "../etc" })).toThrow(/model/);
    expect(() => parseView({ ...view, selection: { ...FIRST_SELECTION, heads: [] } })).toThrow(/heads/);
    expect(() => parseView({ ...view, more: 1 })).toThrow(/broken/);
    expect(() => parseView({ ...view, knobs: JSON.parse('{"no knob":[1]}') })).toThrow(/knob/);
  });
  it("and files each say what to do when they are broken, in both languages", () => {
    const caught = (read: () => unknown) => {
      try {
        return read();
      } catch (thrown) {
        return thrown;
      }
    };
    expect(caught(() => viewFromHash("#view=%7B"))).toMatchObject({ code: "bad-spec", remedy: "Copy the whole link again." });
    for (const text of ["picture", '{"format":"other"}'])
      expect(caught(() => viewFromText(text, "a.json"))).toMatchObject({
        code: "bad-spec",
        remedy: "Open a file that Heddle saved as a view.",
        zh: [expect.any(String), "请打开由 Heddle 保存的视图文件。"],
      });
  });
});
