import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordIndices } from "../../engine/words.ts";
import type { Token } from "../../trace/trace.ts";
import { type ExampleStop, exampleRoutes, topOf } from "../route-path/exampleRoutes.ts";
import analysis, { routeUse } from "./analysis.ts";
import { TOKEN_CLASSES, tokenClass } from "./tokenClass.ts";

/** Tokens as a tokenizer that cuts at these places would make them. */
function cut(...texts: string[]): Token[] {
  const text = texts.join("");
  let at = 0;
  const ranges = texts.map((piece) => {
    const start = at;
    at += piece.length;
    return piece === "" ? null : { start, end: at };
  });
  return wordIndices(text, ranges).map((word, index) => ({
    id: 0,
    text: texts[index] ?? "",
    label: "",
    start: ranges[index]?.start ?? 0,
    end: ranges[index]?.end ?? 0,
    word,
  }));
}

describe("classes of tokens", () => {
  it("are told from the text", () => {
    const tokens = cut("", "The", " gre", "ater", " one", "'s", ",", " 1", "984", " ", "\n", "—", "É", "t", "é", "!?", " 词", "元");
    expect(tokens.map((_, index) => tokenClass(tokens, index))).toEqual([
      "special",
      "word-start",
      "word-start",
      "word-inside",
      "word-start",
      "word-inside",
      "punctuation",
      "digit",
      "digit",
      "space",
      "space",
      "punctuation",
      "word-start",
      "word-inside",
      "word-inside",
      "punctuation",
      "word-start",
      "word-start",
    ]);
  });

  it("are one of the list for any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(..." aé7.,'\n元\ud800\u0301-"), maxLength: 4 }), { maxLength: 9 }),
        (texts) => {
          const tokens = cut(...texts);
          expect(tokens.every((_, index) => TOKEN_CLASSES.includes(tokenClass(tokens, index)))).toBe(true);
        },
      ),
    );
  });
});

describe("module use", () => {
  const SKIP = 2;
  const trace = exampleRoutes(
    [
      {
        step: 0,
        classes: 3,
        taken: [
          [
            [0, 0.75],
            [1, 0.25],
          ],
          [
            [1, 0.5],
            [0, 0.5],
          ],
          [
            [0, 1],
            [SKIP, 0],
          ],
          [
            [SKIP, 0.75],
            [1, 0.25],
          ],
        ],
      },
      {
        step: 1,
        classes: 3,
        taken: [
          [
            [1, 1],
            [SKIP, 0],
          ],
          [
            [1, 1],
            [SKIP, 0],
          ],
          [
            [1, 1],
            [SKIP, 0],
          ],
          [
            [SKIP, 1],
            [SKIP, 0],
          ],
        ],
      },
    ],
    ["", " a", "b", " 7"],
  );

  it("is the share of tokens and the mean gate, by hand", () => {
    const { steps, classes } = routeUse(trace);
    expect(steps.map(({ share }) => [...share])).toEqual([
      [0.75, 0.75, 0.25],
      [0, 0.75, 0.25],
    ]);
    expect(steps.map(({ gate }) => [...gate])).toEqual([
      [0.5625, 0.25, 0.1875],
      [0, 0.75, 0.25],
    ]);
    expect(classes.map(({ tokenClass: name, tokens, share }) => [name, tokens, ...share])).toEqual([
      ["word-start", 1, 0.5, 1, 0],
      ["word-inside", 1, 0.5, 0.5, 0],
      ["digit", 1, 0, 0.5, 1],
      ["special", 1, 0.5, 1, 0],
    ]);
  });

  it("is the plain definition, and the classes of tokens make the whole", () => {
    const row = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 4, maxLength: 4 });
    const texts = fc.constantFrom("", " a", "b", " 7", ".", "\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(row, texts), { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 3 }), (rows, places) => {
        const stop: ExampleStop = { step: 0, classes: 4, taken: rows.map(([p]) => topOf(p, places)) };
        const { steps, classes } = analysis.run(
          exampleRoutes(
            [stop],
            rows.map(([, text]) => text),
          ),
          { modules: {} },
        );
        for (let module = 0; module < 4; module++) {
          const with_ = stop.taken.filter((taken) => taken.some(([m]) => m === module)).length;
          const gates = stop.taken
            .flat()
            .filter(([m]) => m === module)
            .reduce((sum, [, gate]) => sum + gate, 0);
          expect(steps[0]?.share[module]).toBeCloseTo(with_ / rows.length, 12);
          expect(steps[0]?.gate[module]).toBeCloseTo(gates / rows.length, 6);
          const joined = classes.reduce((sum, one) => sum + (one.share[module] ?? 0) * one.tokens, 0);
          expect(joined / rows.length).toBeCloseTo(with_ / rows.length, 9);
        }
        expect(steps[0]?.share.reduce((sum, one) => sum + one, 0)).toBeCloseTo(places, 9);
      }),
      { numRuns: 60 },
    );
  });
});
