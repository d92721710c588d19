// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { measurer } from "../../compute/measures/client.ts";
import { toolsStore } from "../../state/tools.ts";
import { startAblation } from "./jobs.ts";
import { workbenchStore } from "./store.ts";
import { WorkbenchStage } from "./WorkbenchStage.tsx";

// Without its maps the stage waits for them and asks for no measures.
const trace = { ...fixtureTrace(), captures: [] };
const stage = (slot: number) => render(<WorkbenchStage trace={trace} slot={slot} theme="light" language="en" />);
const rest = vi.spyOn(measurer, "rest").mockReturnValue();

beforeEach(() => void rest.mockClear());
afterEach(cleanup);

it("lets the measuring workers rest when the last workbench is left", () => {
  const [first, second] = [stage(0), stage(1)];
  first.unmount();
  expect(rest).not.toHaveBeenCalled();
  second.unmount();
  expect(rest).toHaveBeenCalledTimes(1);
});

it("lets them rest after a job that outlives the workbench, not before", async () => {
  let fail = (_: Error): void => {};
  const running = new Promise<never>((_, reject) => {
    fail = reject;
  });
  toolsStore.setState({ tools: { run: () => running, tokenize: async () => [], save: async () => null } });
  const { unmount } = stage(0);
  const job = startAblation(0, trace, [{ kind: "answer", start: 2, end: 4 }], null, [{ layer: 0, head: 0 }]);
  await vi.waitFor(() => expect(workbenchStore.getState().job).not.toBeNull());
  unmount();
  expect(rest).not.toHaveBeenCalled();
  fail(new Error("over"));
  await job;
  expect(rest).toHaveBeenCalledTimes(1);
});

it("leaves them at work after a job while the workbench is open", async () => {
  toolsStore.setState({ tools: null });
  stage(0);
  await startAblation(0, trace, [], null, null);
  expect(rest).not.toHaveBeenCalled();
});
