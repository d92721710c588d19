import { describe, expect, it } from "vitest";
import { fixtureResult } from "../../../shared/needle/fixtures/result.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { draftOf, firstDraft, specOf } from "./draft.ts";

describe("the form", () => {
  it("gives every spec back", () => {
    const own = parseNeedleSpec(
      {
        models: ["a"],
        lengths: [64],
        keys: ["x", "y"],
        values: ["1", "2"],
        answer: "It is {value}.",
        needle: "{key} is {value}",
        haystack: { kind: "file", file: "b.txt" },
      },
      "spec",
    );
    for (const spec of [fixtureResult().spec, own]) expect(specOf(draftOf(spec, "text"))).toEqual(spec);
  });

  it("begins with what can be run", () => expect(specOf(firstDraft(["a", "b"]))).toMatchObject({ models: ["a", "b"], samples: 10 }));

  it("reads numbers as people write them", () => {
    const draft = { ...firstDraft(["a"]), lengths: "128 256,512", depths: "0%，50%、100%", tasks: "1/1; 6/2" };
    expect(specOf(draft)).toMatchObject({
      lengths: [128, 256, 512],
      depths: [0, 50, 100],
      tasks: [
        { needles: 1, queries: 1 },
        { needles: 6, queries: 2 },
      ],
    });
  });

  it.each([
    [{ lengths: "long" }, /lengths: "long" is not a number/],
    [{ lengths: "" }, /lengths/],
    [{ samples: "" }, /samples: "" is not a number/],
    [{ tasks: "4" }, /tasks: "4" is not needles\/questions/],
    [{ tasks: "1/2" }, /hidden/],
    [{ needle: "{key}" }, /\{value\}/],
    [{ keys: "own" as const, keyWords: "\n" }, /keys/],
    [{ ablation: "1", attention: "0" }, /attention is 0/],
    [{ models: [] }, /models/],
  ])("says what is wrong with %o", (change, sentence) => expect(() => specOf({ ...firstDraft(["a"]), ...change })).toThrow(sentence));
});
