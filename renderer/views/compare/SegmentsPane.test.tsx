// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { selectionStore } from "../../state/selection.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { SegmentsPane } from "./SegmentsPane.tsx";
import { compareSettings } from "./settings.ts";
import view from "./view.ts";

const heads = [{ layer: 0, head: 0 }];
const attention = fixtureTrace();
const recurrent = withoutAttention(fixtureTrace(), "Recurrent");
const spans = [{ kind: "answer" as const, start: 2, end: 4 }];

/** Its maps are what a recurrence amounts to, not attention. */
function withoutAttention(trace: Trace, title: string): Trace {
  const renamed = <T extends { readonly role: Trace["captures"][number]["role"] }>(one: T): T =>
    one.role === "attention.map" ? { ...one, role: "wkv.map" } : one;
  const kept = <T extends { readonly role: string }>({ role }: T): boolean => role !== "attention.scores";
  return {
    ...trace,
    manifest: { ...trace.manifest, title, captures: trace.manifest.captures.filter(kept).map(renamed) },
    captures: trace.captures.filter(kept).map(renamed),
  };
}

function showPane(first: Trace, second: Trace, language: "en" | "zh" = "en"): string | null {
  const shown = (trace: Trace) => ({ trace, map: null, heads, chosen: heads });
  const settings = parseViewSettings(compareSettings, {});
  render(
    <SegmentsPane first={shown(first)} second={shown(second)} settings={settings} theme="light" language={language} change={() => {}} />,
  );
  return screen.getByRole("status").textContent;
}

afterEach(() => {
  cleanup();
  selectionStore.setState({ selection: FIRST_SELECTION });
});

it("says which model has no attention weights, whether anything is marked or not", () => {
  expect(showPane(attention, recurrent)).toBe("There are no attention weights to share out in Recurrent.");
  cleanup();
  selectionStore.setState({ selection: { ...FIRST_SELECTION, spans } });
  expect(showPane(recurrent, attention)).toBe("There are no attention weights to share out in Recurrent.");
  cleanup();
  expect(showPane(recurrent, withoutAttention(attention, "Other"), "zh")).toBe("Recurrent 与 Other 没有可分摊的注意力权重。");
});

it("says that maps are fetched which the model has and the trace has not yet", () => {
  selectionStore.setState({ selection: { ...FIRST_SELECTION, spans } });
  expect(showPane(attention, { ...attention, captures: [] })).toContain("Fetching both maps");
});

it("makes a figure of the maps where there are no bars", () => {
  const figureOf = (second: Trace) => view.figure?.(attention, { ...FIRST_SELECTION, spans }, { printed: "bars" }, second)?.figure;
  expect(figureOf(recurrent)).toBe("map-pair");
  expect(figureOf(attention)).toBe("segment-bars");
});
