// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { slotsStore } from "../../state/slots.ts";
import { StaleMark } from "./StaleMark.tsx";
import { useStale } from "./stale.ts";

const trace = fixtureTrace({});

beforeEach(() => {
  const { setText, open, change } = slotsStore.getState();
  setText(trace.text);
  open(0, "m");
  change(0, { trace });
});
afterEach(cleanup);

function staleOf(shown: typeof trace | null) {
  const Probe = () => <p>{String(useStale(shown, 0))}</p>;
  return render(<Probe />).container;
}

it("is stale from the first key until a trace of the new text is there, also when the text cannot be run", () => {
  const container = staleOf(trace);
  expect(container.textContent).toBe("false");
  act(() => slotsStore.getState().setText(`${trace.text}!`));
  expect(container.textContent).toBe("true");
  const problem = { code: "text-too-long", message: "", remedy: "" } as const;
  act(() => slotsStore.getState().change(0, { problem }));
  expect(container.textContent).toBe("true");
  act(() => slotsStore.getState().setText(trace.text));
  expect(container.textContent).toBe("false");
});

it("is stale while a changed knob has not been run", () => {
  const container = staleOf(trace);
  act(() => slotsStore.getState().change(0, { knobs: { head_mask: [0] } }));
  expect(container.textContent).toBe("true");
});

it("is not stale because two knobs were changed in another order than the model lists them", () => {
  const container = staleOf({ ...trace, knobs: { first: [1], second: [2] } });
  act(() => slotsStore.getState().change(0, { knobs: { second: [2], first: [1] } }));
  expect(container.textContent).toBe("false");
});

it("is never stale without a trace", () => {
  const container = staleOf(null);
  act(() => slotsStore.getState().setText("other"));
  expect(container.textContent).toBe("false");
});

it("marks a whole place, whose drawings and numbers one rule dims", () => {
  const style = document.createElement("style");
  style.textContent = readFileSync("renderer/app/style/stale.css", "utf8");
  document.head.append(style);
  const { container } = render(
    <StaleMark trace={trace} slot={0} className="place">
      <div data-scene="" />
      <table />
      <dl />
      <button type="button">a knob</button>
    </StaleMark>,
  );
  const opacities = () => Array.from(container.querySelectorAll(".place > *"), (element) => Number(getComputedStyle(element).opacity || 1));
  expect(opacities()).toEqual([1, 1, 1, 1]);
  act(() => slotsStore.getState().setText(""));
  const [drawing, table, list, knob] = opacities();
  for (const dimmed of [drawing, table, list]) expect(dimmed).toBeLessThan(0.8);
  expect(knob).toBe(1);
});
