// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { measureTrace } from "../../../shared/measures/measure.ts";
import { hoverStore, selectionStore } from "../../state/selection.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { textColumns } from "./columns.ts";
import { scatterFigure } from "./figure.ts";
import { HeadTable } from "./HeadTable.tsx";
import { ScatterPane } from "./ScatterPane.tsx";
import { workbenchSettings } from "./settings.ts";

const trace = fixtureTrace();
const map = { role: "attention.map" };
const settings = parseViewSettings(workbenchSettings, {});
const shown = textColumns(measureTrace(trace, map, []), []);
const common = { shown, map, settings, language: "en", change: () => {} } as const;
const figure = scatterFigure(map, { spans: [], heads: [] }, settings, { result: null, ablated: [] });

const PLACES = {
  "the table": <HeadTable {...common} name="tiny" busy={false} />,
  "the scatter": <ScatterPane {...common} trace={trace} figure={figure} theme="light" />,
};

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal("matchMedia", () => new EventTarget());
  for (const side of ["clientWidth", "clientHeight"] as const) vi.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(400);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  hoverStore.getState().setHover(null);
});

it.each(Object.entries(PLACES))("leaves no head hovered when %s goes while a head is read", (_, place) => {
  const { unmount } = render(place);
  const button = screen.getByRole("button", { name: "L2H2, open its map" });
  button.focus();
  expect(hoverStore.getState().hover).toEqual({ layer: 1, head: 1 });
  fireEvent.click(button);
  expect(selectionStore.getState().selection.heads).toEqual([{ layer: 1, head: 1 }]);
  // What is taken away has neither a blur nor a leaving pointer.
  unmount();
  expect(hoverStore.getState().hover).toBeNull();
});

it.each(Object.entries(PLACES))("leaves alone what is hovered elsewhere when %s goes", (_, place) => {
  const { unmount } = render(place);
  const button = screen.getByRole("button", { name: "L2H2, open its map" });
  button.focus();
  button.blur();
  hoverStore.getState().setHover({ query: 3 });
  unmount();
  expect(hoverStore.getState().hover).toEqual({ query: 3 });
});
