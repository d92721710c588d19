import { expect, test } from "vitest";
import { restricted, shownSpan, spanChoices } from "./spans.ts";

const spans = [{ kind: "answer" as const, start: 3, end: 5 }];

test("rows and columns are restricted apart, and freed apart", () => {
  const rows = restricted({ region: null }, "rows", { start: 3, end: 5 }, 10);
  expect(rows).toEqual({ row0: 3, row1: 5, column0: 0, column1: 10 });
  const both = restricted({ region: rows }, "columns", { start: 2, end: 3 }, 10);
  expect(both).toEqual({ row0: 3, row1: 5, column0: 2, column1: 3 });
  expect(shownSpan({ region: both }, "columns", 10)).toEqual({ start: 2, end: 3 });
  expect(restricted({ region: both }, "rows", null, 10)).toEqual({ row0: 0, row1: 10, column0: 2, column1: 3 });
  expect(restricted({ region: rows }, "rows", null, 10)).toBeNull();
});

test("a run that reaches past the text is cut, and none is offered that is outside of it or is all of it", () => {
  expect(restricted({ region: null }, "rows", { start: 3, end: 50 }, 10)).toMatchObject({ row0: 3, row1: 10 });
  expect(
    spanChoices({ region: null, spans: [...spans, { kind: "noise", start: 40, end: 44 }] }, { start: 0, end: 10 }, "rows", 10),
  ).toEqual(spans);
});

test("what is being marked comes first; a zoomed part that is no marked run is named as one", () => {
  const region = { row0: 3, row1: 5, column0: 1, column1: 4 };
  expect(spanChoices({ region, spans }, { start: 7, end: 9 }, "rows", 10).map(({ kind }) => kind)).toEqual(["range", "answer"]);
  expect(spanChoices({ region, spans }, null, "columns", 10)).toEqual([...spans, { kind: "zoom", start: 1, end: 4 }]);
});
