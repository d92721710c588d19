// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { selectionStore } from "../../state/selection.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { LambdaPane } from "./LambdaPane.tsx";
import { differentialSettings } from "./settings.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("chooses a layer once, by its button or by its row", () => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  const select = vi.spyOn(selectionStore.getState(), "select");
  const settings = parseViewSettings(differentialSettings, {});
  const trace = fixtureTrace({ two: true, layers: 3 });
  render(
    <LambdaPane trace={trace} slot={0} head={{ layer: 0, head: 0 }} settings={settings} sequential="magma" theme="light" language="en" />,
  );
  // What Enter and Space do to a button is a click on it as well.
  fireEvent.click(screen.getByRole("button", { name: "L3" }));
  expect(select.mock.calls).toEqual([[{ heads: [{ layer: 2, head: 0 }] }]]);
  fireEvent.click(screen.getByRole("rowheader", { name: "L2" }));
  expect(select).toHaveBeenLastCalledWith({ heads: [{ layer: 1, head: 0 }] });
  expect(select).toHaveBeenCalledTimes(2);
});
