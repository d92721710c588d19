import { describe, expect, test } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { measureTrace } from "../../../shared/measures/measure.ts";
import { type Column, resultColumns, textColumns } from "./columns.ts";
import { csvOf, filterRows, meanOf, printValue, sortRows } from "./table.ts";

const trace = fixtureTrace({ layers: 2, heads: 2 });
const measures = measureTrace(trace, { role: "attention.map" }, [{ kind: "answer", start: 2, end: 4 }]);
const shown = textColumns(measures, [
  { heads: [{ layer: 0, head: 1 }], change: -2 },
  {
    heads: [
      { layer: 0, head: 1 },
      { layer: 1, head: 1 },
    ],
    change: -9,
  },
]);
const column = (id: string): Column => shown.columns.find((one) => one.id === id) as Column;
const names = (filter: string): string[] => filterRows(shown, filter).rows.map(({ head }) => `${head.layer}${head.head}`);

describe("columns", () => {
  test("are the measures with their numbers, and what was found out by switching heads off one by one", () => {
    expect(column("ablation").values).toEqual([Number.NaN, -2, Number.NaN, Number.NaN]);
    expect(column("entropy").values).toEqual([...(measures.values["entropy"] ?? [])]);
    expect(column("induction").missing?.en).toContain("twice");
    expect(shown.columns.some(({ id }) => id === "absolute-noise")).toBe(false);
    const signed = textColumns(measureTrace(fixtureTrace({ two: true }), { role: "attention.effective" }, []), []);
    expect(signed.columns.find(({ id }) => id === "entropy")?.missing?.en).toContain("probabilities alone");
    expect(signed.columns.some(({ id }) => id === "absolute-noise")).toBe(true);
  });
});

describe("rows", () => {
  test("are filtered by layer, head and comparison, all at once", () => {
    expect(names("")).toEqual(["00", "01", "10", "11"]);
    expect(names("l2")).toEqual(["10", "11"]);
    expect(names("H1, L2")).toEqual(["10"]);
    expect(names("L1H2")).toEqual(["01"]);
    expect(names("Δlnp<−1")).toEqual(["01"]);
    expect(names("ablation < -1")).toEqual(["01"]);
    const limit = meanOf(column("entropy"));
    expect(names(`entropy>=${limit}`).length).toBe(column("entropy").values.filter((value) => value >= limit).length);
    expect(names(`熵<${limit}`).length).toBe(column("entropy").values.filter((value) => value < limit).length);
    expect(names("induction>0")).toEqual([]);
  });

  test("stay as they are for a word that nobody knows, which is said", () => {
    expect(filterRows(shown, "L1 vibes>3").problem?.en).toBe("“vibes>3” is no layer, head or comparison of a column.");
    expect(names("L1 vibes>3")).toEqual(["00", "01"]);
  });

  test("are sorted either way, heads without a number last", () => {
    const { rows } = filterRows(shown, "");
    const sorted = (id: string, down: boolean): number[] =>
      sortRows(rows, column(id), down).map(({ at }) => column(id).values[at] ?? Number.NaN);
    expect(sorted("entropy", true)).toEqual([...column("entropy").values].sort((a, b) => b - a));
    expect(sorted("entropy", false)).toEqual([...column("entropy").values].sort((a, b) => a - b));
    expect(sorted("ablation", true)).toEqual([-2, Number.NaN, Number.NaN, Number.NaN]);
    expect(sortRows(rows, undefined, true)).toEqual(rows);
  });
});

test("numbers are printed by their unit", () => {
  expect(printValue(-0.12345, { unit: "share" })).toBe("−0.123");
  expect(printValue(-0.0001, { unit: "share" })).toBe("0.000");
  expect(printValue(12.345, { unit: "tokens" })).toBe("12.3");
  expect(printValue(15.4567, { unit: "ratio" })).toBe("15.457");
  expect(printValue(Number.NaN, { unit: "nats" })).toBe("—");
});

test("the table is saved with all digits, a mean over prompts with its interval and count", () => {
  const lines = csvOf(shown, filterRows(shown, "L2").rows).trimEnd().split("\r\n");
  expect(lines).toHaveLength(3);
  const cells = lines.map((line) => line.split(","));
  expect(cells[1]?.slice(0, 4)).toEqual(["L2H1", "1", "0", ""]);
  expect(Number(cells[2]?.[cells[0]?.indexOf("entropy") ?? -1])).toBe(column("entropy").values[3]);
  const many = resultColumns({
    heads: [{ layer: 0, head: 0 }],
    measures: { entropy: { mean: [1.5], low: [1], high: [null], n: [7] } },
    ablation: null,
  } as unknown as Parameters<typeof resultColumns>[0]);
  expect(csvOf(many, filterRows(many, "").rows)).toBe(
    "name,layer,head,entropy,entropy.low,entropy.high,entropy.n\r\nL1H1,0,0,1.5,1,,7\r\n",
  );
});
