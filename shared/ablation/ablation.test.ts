import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import type { Spans } from "../measures/context.ts";
import type { Trace } from "../trace/trace.ts";
import { type Ablated, ablate, everyHead } from "./ablate.ts";
import { answerText, logProbability, readAnswer, usualTarget } from "./answer.ts";
import { headSwitch, withHeadsOff } from "./headSwitch.ts";

const answer = (start: number, end: number): Spans => [{ kind: "answer", start, end }];

/** <bos> "a" " b" " c" */
const TOKENS = [
  { start: 0, end: 0 },
  { start: 0, end: 1 },
  { start: 1, end: 3 },
  { start: 3, end: 5 },
];

describe("which answer is looked at", () => {
  it("the last one where it stands, or the first one written behind the text with one blank between", () => {
    expect(answerText("a b c", TOKENS, answer(2, 3), "last")).toEqual({ text: "a b c", start: 1, end: 3 });
    expect(answerText("a b c", TOKENS, answer(2, 3), "after")).toEqual({ text: "a b c b", start: 5, end: 7 });
    expect(answerText("a b c ", TOKENS, answer(1, 2), "after")).toEqual({ text: "a b c a", start: 5, end: 7 });
    const two = [...answer(1, 2), ...answer(3, 4)];
    expect(answerText("a b c", TOKENS, two, "last").start).toBe(3);
    expect(answerText("a b c", TOKENS, two, "after").text).toBe("a b c a");
  });

  it("must be marked, inside the text", () => {
    for (const spans of [[], answer(9, 12), answer(0, 1)])
      expect(() => answerText("a b c", TOKENS, spans, "after")).toThrow(/No answer is marked/);
  });

  it("is there already where it ends the text or comes after the query", () => {
    expect(usualTarget(answer(2, 3), 4)).toBe("after");
    expect(usualTarget(answer(3, 4), 4)).toBe("last");
    expect(usualTarget([...answer(2, 3), { kind: "query", start: 0, end: 1 }], 9)).toBe("last");
    expect(usualTarget([], 4)).toBe("after");
  });
});

describe("its probability", () => {
  it("is the product of its tokens' softmax probabilities", () => {
    const trace = fixtureTrace();
    const logits = [...(trace.captures.find(({ role }) => role === "logits")?.data ?? [])];
    const p = (place: number): number => {
      const row = logits.slice((place - 1) * 12, place * 12).map(Math.exp);
      return (row[trace.tokens[place]?.id ?? -1] ?? 0) / row.reduce((sum, one) => sum + one, 0);
    };
    // Tokens of the fixture are one character each.
    const reading = readAnswer(trace, { start: 3, end: 5 });
    expect(reading.tokens).toEqual([3, 4]);
    expect(Math.exp(reading.logProbability)).toBeCloseTo(p(3) * p(4), 9);
    expect(reading.each).toHaveLength(2);
  });

  it("of logits worked out by hand, also of large ones", () => {
    expect(logProbability(Float32Array.of(0, 0, 0, 0), 2)).toBeCloseTo(-Math.log(4), 12);
    expect(logProbability(Float32Array.of(1000, 0), 0)).toBeCloseTo(0, 12);
    expect(logProbability(Float32Array.of(1000, 0), 1)).toBeCloseTo(-1000, 6);
  });

  it("needs a model that writes on, and a token before the answer", () => {
    expect(() => readAnswer(fixtureTrace({ causal: false }), { start: 3, end: 5 })).toThrow(/does not write on/);
    expect(() => readAnswer(fixtureTrace(), { start: 0, end: 1 })).toThrow(/Nothing stands before/);
  });
});

describe("heads switched off", () => {
  const { manifest } = fixtureTrace();

  it("are found by the axes of the knob and keep what was changed before", () => {
    const knob = headSwitch(manifest);
    if (!knob) throw new Error("no knob");
    expect(withHeadsOff(knob, {}, [{ layer: 1, head: 0 }])).toEqual({ head_mask: [1, 1, 0, 1] });
    expect(
      withHeadsOff(knob, { head_mask: [0, 2, 1, 1], other: [3] }, [
        { layer: 1, head: 1 },
        { layer: 9, head: 9 },
      ]),
    ).toEqual({ head_mask: [0, 2, 1, 0], other: [3] });
    expect(headSwitch({ knobs: [{ ...knob, axes: ["layer"] }] })).toBeUndefined();
    expect(everyHead(manifest)).toHaveLength(4);
  });

  /** A model whose logit of token 3 after token 2 is the sum of weights of the heads that are on. */
  const WEIGHTS = [0.5, 2, -1, 0];
  const run = async ({ knobs, text, outputs }: { knobs: Trace["knobs"]; text: string; outputs: readonly string[] }): Promise<Trace> => {
    expect(outputs).toEqual(["logits"]);
    const trace = fixtureTrace();
    const logits = new Float32Array(8 * 12);
    logits[2 * 12 + 3] = WEIGHTS.reduce((sum, weight, head) => sum + weight * (knobs["head_mask"]?.[head] ?? 1), 0);
    return {
      ...trace,
      text,
      knobs,
      captures: trace.captures.filter(({ role }) => role === "logits").map((capture) => ({ ...capture, data: logits })),
    };
  };
  const lnp = (logit: number): number => logit - Math.log(Math.exp(logit) + 11);
  const plan = { manifest, answer: { text: "x", start: 3, end: 4 }, knobs: {} };

  it("change the answer by what they gave it, each by itself and together", async () => {
    const heard: [Ablated, number, number][] = [];
    const sets = [
      ...everyHead(manifest),
      [
        { layer: 0, head: 0 },
        { layer: 0, head: 1 },
      ],
    ];
    const { baseline, results } = await ablate(run, { ...plan, sets }, (...one) => heard.push(one));
    expect(baseline.logProbability).toBeCloseTo(lnp(1.5), 6);
    for (const [at, logit] of [1, -0.5, 2.5, 1.5, -1].entries()) expect(results[at]?.change).toBeCloseTo(lnp(logit) - lnp(1.5), 6);
    expect(heard.map(([, done, total]) => [done, total])).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
    // On top of a head that is off already.
    const less = await ablate(run, { ...plan, knobs: { head_mask: [1, 0, 1, 1] }, sets: [[{ layer: 0, head: 0 }]] });
    expect(less.results[0]?.change).toBeCloseTo(lnp(-1) - lnp(-0.5), 6);
  });

  it("stop when cancelled, with what is done heard", async () => {
    const abort = new AbortController();
    const heard: Ablated[] = [];
    const work = ablate(
      run,
      { ...plan, sets: everyHead(manifest) },
      (result) => {
        heard.push(result);
        if (heard.length === 2) abort.abort();
      },
      abort.signal,
    );
    await expect(work).rejects.toMatchObject({ code: "cancelled" });
    expect(heard).toHaveLength(2);
  });

  it("are refused where the model has them not, before anything is run", async () => {
    const never = () => Promise.reject(new Error("it ran"));
    for (const head of [
      { layer: 0, head: 2 },
      { layer: 2, head: 0 },
    ])
      await expect(ablate(never, { ...plan, sets: [[{ layer: 0, head: 0 }], [{ layer: 1, head: 1 }, head]] })).rejects.toMatchObject({
        code: "bad-spec",
        message: expect.stringMatching(head.layer === 2 ? /no head L3H1/ : /no head L1H3/),
        remedy: "Its heads are L1H1 to L2H2.",
      });
  });

  it("cannot be where the model has no knob for them", () => {
    expect(() => everyHead({ ...manifest, knobs: [] })).toThrow(/cannot be switched off/);
  });
});
