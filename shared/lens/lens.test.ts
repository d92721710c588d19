// Every part of a lens against its definition, cell by cell.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleMap } from "../analysis/example.ts";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import { headSource } from "../trace/maps.ts";
import type { AttentionSource } from "../trace/source.ts";
import type { Token, Trace } from "../trace/trace.ts";
import { withoutKeys } from "./hidden.ts";
import { mergedSource } from "./merge.ts";
import { requireLens, settledLens } from "./refuse.ts";
import { PLAIN } from "./settings.ts";
import { lensMap, lensOutputs } from "./source.ts";
import { unitOf, unitSource, unitTokens, wordUnits } from "./words.ts";

const cells = ({ rows, columns, value }: AttentionSource): number[][] =>
  Array.from({ length: rows }, (_, q) => Array.from({ length: columns }, (_, k) => value(q, k)));

const close = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): void => {
  expect(a.map((row) => row.map(Number.isNaN))).toEqual(b.map((row) => row.map(Number.isNaN)));
  const far = a.flatMap((row, q) => row.map((value, k) => Math.abs(value - (b[q]?.[k] ?? 0)))).filter((gap) => gap > 1e-6);
  expect(far).toEqual([]);
};

const anyMap = fc
  .tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 }),
    fc.boolean(),
  )
  .map(([count, values, causal]) => ({
    causal,
    rows: Array.from({ length: count }, (_, q) => Array.from({ length: count }, (_, k) => values[(q * count + k) % values.length] ?? 0)),
  }));

describe("several heads as one", () => {
  const a = exampleMap(
    [
      [1, 0],
      [0.5, 0.5],
    ],
    "probability",
    true,
  );
  const b = exampleMap(
    [
      [1, 0],
      [0.25, 0.75],
    ],
    "probability",
    true,
  );
  it.each([
    [
      "mean",
      [],
      [
        [1, Number.NaN],
        [0.375, 0.625],
      ],
    ],
    [
      "max",
      [],
      [
        [1, Number.NaN],
        [0.5, 0.75],
      ],
    ],
    [
      "weights",
      [1, 1],
      [
        [1, Number.NaN],
        [0.375, 0.625],
      ],
    ],
    [
      "weights",
      [1, 0],
      [
        [1, Number.NaN],
        [0.5, 0.5],
      ],
    ],
    [
      "weights",
      [1, -1],
      [
        [0, Number.NaN],
        [0.125, -0.125],
      ],
    ],
    [
      "weights",
      [0.25, 0.75],
      [
        [1, Number.NaN],
        [0.3125, 0.6875],
      ],
    ],
    [
      "weights",
      [0, 0],
      [
        [0, Number.NaN],
        [0, 0],
      ],
    ],
  ] as const)("%s %j", (how, weights, wanted) => {
    expect(cells(mergedSource([a, b], how, weights))).toEqual(wanted);
  });
  it("is signed only where a weight is negative", () => {
    expect(mergedSource([a, b], "weights", [1, 1]).kind).toBe("probability");
    expect(mergedSource([a, b], "weights", [1, -0.5]).kind).toBe("signed");
  });
  it("may be all negative where the maps are", () => {
    const low = exampleMap(
      [
        [-2, 0],
        [-3, -1],
      ],
      "signed",
      true,
    );
    expect(mergedSource([low, low], "max", []).value(1, 0)).toBe(-3);
  });
});

describe("keys left out", () => {
  const map = exampleMap(
    [
      [1, 0, 0],
      [0.5, 0.5, 0],
      [0.6, 0.1, 0.3],
    ],
    "probability",
    true,
  );
  it("are masked, and the rest stays or is divided by its sum", () => {
    close(cells(withoutKeys(map, [0], false)), [
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, 0.5, Number.NaN],
      [Number.NaN, 0.1, 0.3],
    ]);
    close(cells(withoutKeys(map, [0], true)), [
      [Number.NaN, Number.NaN, Number.NaN],
      [Number.NaN, 1, Number.NaN],
      [Number.NaN, 0.25, 0.75],
    ]);
    close(cells(withoutKeys(map, [1, 9], true)), [
      [1, Number.NaN, Number.NaN],
      [1, Number.NaN, Number.NaN],
      [2 / 3, Number.NaN, 1 / 3],
    ]);
  });
  it("leave a row of zeros as it is", () => {
    expect(
      withoutKeys(
        exampleMap(
          [
            [1, 0],
            [1, 0],
          ],
          "probability",
          true,
        ),
        [0],
        true,
      ).value(1, 1),
    ).toBe(0);
  });
  it("is the definition for any map and keys", () => {
    fc.assert(
      fc.property(anyMap, fc.array(fc.nat(9)), fc.boolean(), ({ rows, causal }, hidden, renormalise) => {
        const positive = rows.map((row) => row.map(Math.abs));
        const source = exampleMap(positive, "probability", causal);
        const slow = positive.map((row, q) => {
          const stays = (k: number): boolean => !hidden.includes(k) && (!causal || k <= q);
          const sum = row.reduce((total, value, k) => (stays(k) ? total + value : total), 0);
          return row.map((value, k) => (!stays(k) ? Number.NaN : renormalise && sum > 0 ? value / sum : value));
        });
        const found = cells(withoutKeys(source, hidden, renormalise));
        // Subnormal sums lose digits in float32.
        fc.pre(slow.flat().every((value) => Number.isNaN(value) || value === 0 || value > 1e-30));
        close(found, slow);
      }),
    );
  });
});

const token = (word: number, label: string, place: number): Token => ({
  id: place,
  text: label.replace("␣", " "),
  label,
  start: place,
  end: place + 1,
  word,
});

describe("words in the place of tokens", () => {
  const tokens = [
    token(-1, "<bos>", 0),
    token(0, "Lon", 1),
    token(0, "don", 2),
    token(1, "␣is", 3),
    token(-1, "<eos>", 4),
    token(-1, "<eos>", 5),
  ];
  it("are runs of tokens of one word; special tokens stay apart", () => {
    expect(wordUnits(tokens)).toEqual([0, 1, 3, 4, 5]);
    expect(wordUnits([])).toEqual([]);
    expect([0, 1, 2, 3, 4, 5, 60].map((at) => unitOf([0, 1, 3, 4, 5], at))).toEqual([0, 1, 1, 2, 3, 4, 4]);
    expect(unitTokens(tokens, [0, 1, 3, 4, 5]).map(({ label, start, end }) => [label, start, end])).toEqual([
      ["<bos>", 0, 1],
      ["London", 1, 3],
      ["␣is", 3, 4],
      ["<eos>", 4, 5],
      ["<eos>", 5, 6],
    ]);
  });
  it("sum over keys and average over queries, by hand", () => {
    const map = exampleMap(
      [
        [1, 0, 0, 0],
        [0.5, 0.5, 0, 0],
        [0.2, 0.3, 0.5, 0],
        [0.1, 0.2, 0.3, 0.4],
      ],
      "probability",
      true,
    );
    close(cells(unitSource(map, [0, 1, 3], [0, 1, 3])), [
      [1, Number.NaN, Number.NaN],
      [0.35, 0.65, Number.NaN],
      [0.1, 0.5, 0.4],
    ]);
  });
  it("are the definition for any map and any words", () => {
    fc.assert(
      fc.property(anyMap, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), ({ rows, causal }, starts) => {
        const units = rows.flatMap((_, place) => (place === 0 || starts[place] ? [place] : []));
        const end = (unit: number): number => units[unit + 1] ?? rows.length;
        const slow = units.map((q0, a) =>
          units.map((k0, b) => {
            let [sum, seen] = [0, 0];
            for (let q = q0; q < end(a); q++)
              for (let k = k0; k < end(b); k++)
                if (!causal || k <= q) {
                  sum += rows[q]?.[k] ?? 0;
                  seen++;
                }
            return seen === 0 ? Number.NaN : sum / (end(a) - q0);
          }),
        );
        close(cells(unitSource(exampleMap(rows, "signed", causal), units, units)), slow);
      }),
    );
  });
});

const inWords = (trace: Trace): Trace => ({
  ...trace,
  tokens: trace.tokens.map((one, place) => ({ ...one, word: place === 0 ? -1 : place >> 1 })),
});

describe("a lens on a trace", () => {
  const trace = inWords(fixtureTrace());
  const map = { role: "attention.map" };
  const heads = [
    { layer: 0, head: 0 },
    { layer: 1, head: 1 },
  ];
  it("that changes nothing gives the captured map", () => {
    const [head] = heads;
    expect(cells(lensMap(trace, map, heads.slice(0, 1), PLAIN)?.source as AttentionSource)).toEqual(
      cells(headSource(trace, map, head?.layer ?? 0, head?.head ?? 0) as AttentionSource),
    );
    expect(lensMap(trace, map, heads, PLAIN)).toBe(lensMap(trace, map, heads, PLAIN));
  });
  it("merges, then leaves keys out, then joins words", () => {
    const lens = { ...PLAIN, hidden: [0], renormalise: true, words: true } as const;
    const made = lensMap(trace, map, heads, lens);
    const step = withoutKeys(
      mergedSource(
        heads.map(({ layer, head }) => headSource(trace, map, layer, head) as AttentionSource),
        "mean",
        [],
      ),
      [0],
      true,
    );
    expect(made?.units?.keys).toEqual([0, 1, 2, 4, 6]);
    expect(made?.tokens).toHaveLength(5);
    close(cells(made?.source as AttentionSource), cells(unitSource(step, [0, 1, 2, 4, 6], [0, 1, 2, 4, 6])));
  });
  it("takes each head's own weight, 1 where none is given", () => {
    const lens = { ...PLAIN, combine: "weights", weights: [{ layer: 1, head: 1, weight: -1 }] } as const;
    const [a, b] = heads.map(({ layer, head }) => headSource(trace, map, layer, head) as AttentionSource);
    expect(lensMap(trace, map, heads, lens)?.source.value(3, 1)).toBe(Math.fround(((a?.value(3, 1) ?? 0) - (b?.value(3, 1) ?? 0)) / 2));
  });
  it("has nothing where the trace lacks a head, a layer on the way or the vectors", () => {
    expect(lensMap(trace, map, [{ layer: 7, head: 0 }], PLAIN)).toBeUndefined();
    expect(lensMap(trace, map, [{ layer: 7, head: 0 }], { ...PLAIN, derive: "rollout" })).toBeUndefined();
    expect(lensMap(trace, map, heads, { ...PLAIN, derive: "value" })).toBeUndefined();
    expect(lensMap(trace, map, heads, { ...PLAIN, derive: "rollout" })?.source.rows).toBe(8);
  });
  it("asks for the layers on the way and for the vectors", () => {
    const captures = ["attention.map", "attention.value", "attention.scores"].flatMap((role) =>
      [0, 1, 2].map((layer) => ({ output: `${role}${layer}`, role, layer })),
    ) as Parameters<typeof lensOutputs>[0];
    expect(lensOutputs(captures, map, [1], { derive: "none" })).toEqual(["attention.map1"]);
    expect(lensOutputs(captures, map, [1], { derive: "rollout" })).toEqual(["attention.map0", "attention.map1"]);
    expect(lensOutputs(captures, map, [1, 2], { derive: "value" })).toEqual([
      "attention.map1",
      "attention.map2",
      "attention.value1",
      "attention.value2",
    ]);
  });
});

describe("what is not defined", () => {
  const plain = [
    { role: "attention.scores", kind: "logit" },
    { role: "attention.map", kind: "probability" },
    { role: "attention.value", kind: "value" },
  ] as const;
  const signed = [
    { role: "attention.map", kind: "probability", branch: "1" },
    { role: "attention.effective", kind: "signed" },
    { role: "attention.value", kind: "value" },
  ] as const;
  const heads = [
    { layer: 0, head: 0 },
    { layer: 0, head: 1 },
  ];
  const parts = (...[captures, choice, lens]: [Parameters<typeof settledLens>[0], Parameters<typeof settledLens>[1], object]) =>
    settledLens(captures, choice, heads, { ...PLAIN, ...lens }).refused.map(({ part }) => part);
  it("is refused in a sentence of both languages, and left out", () => {
    const found = settledLens(signed, { role: "attention.effective" }, heads, {
      ...PLAIN,
      derive: "rollout",
      hidden: [0],
      renormalise: true,
    });
    expect(found.lens).toMatchObject({ derive: "none", renormalise: false, hidden: [0] });
    expect(found.refused.map(({ part }) => part)).toEqual(["derive", "renormalise"]);
    for (const { text } of found.refused) for (const one of [text.en, text.zh]) expect(one).toMatch(/[.。]$/);
    expect(found.refused[0]?.text.en).toContain("signed");
  });
  it("depends on the map and on what is captured", () => {
    expect(parts(plain, { role: "attention.map" }, { derive: "rollout", hidden: [0], renormalise: true, words: true })).toEqual([]);
    expect(parts(plain, { role: "attention.map" }, { derive: "value" })).toEqual([]);
    expect(parts(plain, { role: "attention.map" }, { derive: "norm" })).toEqual(["derive"]);
    expect(parts(plain, { role: "attention.scores" }, { derive: "value", words: true })).toEqual(["derive", "words"]);
    expect(parts(plain, { role: "attention.scores" }, { derive: "rollout" })).toEqual(["derive"]);
    expect(parts(signed, { role: "attention.effective" }, { derive: "value" })).toEqual([]);
    expect(parts(signed, { role: "attention.map", branch: "1" }, { derive: "value" })).toEqual(["derive"]);
    expect(parts(signed, { role: "attention.map", branch: "1" }, { derive: "rollout" })).toEqual(["derive"]);
  });
  it("of lengths behind the projection depends on the layer: each head must have them", () => {
    const lengths = (layer: number) => ({ role: "attention.transformed", kind: "value", layer }) as const;
    const map = { role: "attention.map" };
    const said = (captures: Parameters<typeof settledLens>[0], chosen: typeof heads, choice: { role: string; branch?: string } = map) =>
      settledLens(captures, choice as typeof map, chosen, { ...PLAIN, derive: "norm" }).refused.map(({ text }) => text.en);
    expect(said([...plain, lengths(0)], heads)).toEqual([]);
    expect(said([...plain, lengths(0)], [...heads, { layer: 1, head: 0 }])).toEqual([expect.stringMatching(/^There is no exact length/)]);
    const maps = [0, 1].map((layer) => ({ ...map, kind: "probability", layer }) as const);
    const values = { role: "attention.value", kind: "value" } as const;
    expect(said([...maps, values, lengths(0), lengths(1)], [])).toEqual([]);
    expect(said([...maps, values, lengths(0)], [])).toEqual([expect.stringMatching(/^There is no exact length/)]);
    expect(said(plain, [])).toEqual([expect.stringMatching(/a norm, a gate or a route lies between head and stream/)]);
    expect(said([...signed, lengths(0)], heads, { role: "attention.map", branch: "1" })).toEqual([
      expect.stringMatching(/^This map alone multiplies no values/),
    ]);
  });
  it("is weighting where no map multiplies the values of a head", () => {
    const channels = [{ role: "wkv.map", kind: "probability" }] as const;
    for (const derive of ["value", "norm", "rollout"] as const)
      expect(settledLens(channels, { role: "wkv.map" }, [], { ...PLAIN, derive }).refused[0]?.text.en).toMatch(
        /^None of this model's maps/,
      );
    const kernel = [...signed, { role: "kernel.scores", kind: "value" }] as const;
    expect(parts(kernel, { role: "kernel.scores" }, { derive: "value" })).toEqual([]);
    expect(parts(kernel, { role: "kernel.scores" }, { derive: "norm" })).toEqual(["derive"]);
  });
  it("is dividing by the sum where a weight is negative", () => {
    const lens = { combine: "weights", weights: [{ layer: 0, head: 1, weight: -1 }], hidden: [0], renormalise: true };
    expect(parts(plain, { role: "attention.map" }, lens)).toEqual(["renormalise"]);
  });
  it("stops a figure that asks for it", () => {
    expect(() => requireLens(plain, { role: "attention.scores" }, heads, { ...PLAIN, derive: "value" })).toThrow(/Raw scores/);
    expect(() => requireLens(plain, { role: "attention.map" }, heads, { ...PLAIN, derive: "value" })).not.toThrow();
  });
});
