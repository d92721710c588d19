// The measurer as the window uses it: its real worker in a real browser. What comes back is what is measured on the spot.

import { afterAll, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { measureTrace } from "../../../shared/measures/measure.ts";
import { createMeasurer } from "./client.ts";

const measurer = createMeasurer();
afterAll(() => measurer.rest());

const MAP = { role: "attention.map" };
const SPANS = [{ kind: "answer", start: 2, end: 4 } as const];

it("measures in its worker what is measured here, and again after the marks moved", async () => {
  const trace = fixtureTrace({ layers: 3, heads: 4 });
  expect(await measurer.measure(trace, MAP, SPANS)).toEqual(measureTrace(trace, MAP, SPANS));
  expect(await measurer.measure(trace, MAP, [])).toEqual(measureTrace(trace, MAP, []));
  expect(await measurer.measure(trace, MAP, SPANS)).toBe(await measurer.measure(trace, MAP, [...SPANS]));
});

it("copies a map that is part of a larger array alone", async () => {
  const trace = fixtureTrace();
  const captures = trace.captures.map((capture) => {
    const large = new Float32Array(capture.data.length + 8);
    large.set(capture.data, 4);
    return { ...capture, data: large.subarray(4, 4 + capture.data.length) };
  });
  expect(await measurer.measure({ ...trace, captures }, MAP, SPANS)).toEqual(measureTrace(trace, MAP, SPANS));
});

it("serves requests that overlap one after the other, and drops the cancelled", async () => {
  const traces = [fixtureTrace(), fixtureTrace({ heads: 1 })];
  const abort = new AbortController();
  const dropped = measurer.measure(fixtureTrace({ layers: 4 }), MAP, [], abort.signal);
  const both = traces.map((trace) => measurer.measure(trace, MAP, SPANS));
  abort.abort();
  await expect(dropped).rejects.toMatchObject({ code: "cancelled" });
  expect(await Promise.all(both)).toEqual(traces.map((trace) => measureTrace(trace, MAP, SPANS)));
});

it("says what it cannot measure", async () => {
  await expect(measurer.measure(fixtureTrace(), { role: "attention.effective" }, [])).rejects.toMatchObject({ code: "capture-missing" });
});

it("finds patterns, and gives up one that never ends; the next request finds a new worker", async () => {
  expect(await measurer.match("is 42, is 7", "/is (\\d+)/")).toEqual([
    { start: 3, end: 5 },
    { start: 10, end: 11 },
  ]);
  await expect(measurer.match(`${"a".repeat(60)}b`, "/(a+)+$/")).rejects.toMatchObject({ code: "bad-spec" });
  await expect(measurer.match("a", "/(/")).rejects.toMatchObject({ code: "bad-spec" });
  const trace = fixtureTrace({ layers: 1 });
  expect(await measurer.measure(trace, MAP, SPANS)).toEqual(measureTrace(trace, MAP, SPANS));
});
