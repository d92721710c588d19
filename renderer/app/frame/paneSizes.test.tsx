// @vitest-environment jsdom
import { act, cleanup, render } from "@testing-library/react";
import { StrictMode, useLayoutEffect } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settingsStore } from "../../state/settings.ts";
import { usePaneSizes } from "./paneSizes.ts";

const SIZES = { atlas: 24, stage: 52, inspector: 24 };
beforeEach(() => settingsStore.getState().change({ panes: SIZES }));
afterEach(cleanup);

it("gives what was remembered when the window opened, and does not render again for what it keeps", () => {
  const renders = vi.fn();
  let keep = (_: Record<string, number>): void => {};
  const Probe = () => {
    const sizes = usePaneSizes("wide");
    renders(sizes.remembered);
    keep = sizes.keep;
    return null;
  };
  render(<Probe />);
  const first = keep;
  act(() => keep({ atlas: 30, stage: 46, inspector: 24 }));
  expect(settingsStore.getState().settings.panes).toEqual({ atlas: 30, stage: 46, inspector: 24 });
  expect(renders.mock.calls).toEqual([[SIZES]]);
  expect(keep).toBe(first);
});

it("reads anew what is remembered when the panes are arranged otherwise", () => {
  const seen: unknown[] = [];
  const Probe = ({ arrangement }: { arrangement: string }) => {
    seen.push(usePaneSizes(arrangement).remembered);
    return null;
  };
  const { rerender } = render(<Probe arrangement="wide" />);
  const dragged = { atlas: 30, stage: 46, inspector: 24 };
  act(() => settingsStore.getState().change({ panes: dragged }));
  rerender(<Probe arrangement="wide" />);
  expect(seen.at(-1)).toEqual(SIZES);
  rerender(<Probe arrangement="narrow" />);
  expect(seen.at(-1)).toEqual(dragged);
});

it("ends although panes tell another size whenever they are laid out", () => {
  let told = 0;
  const Panes = () => {
    const { keep } = usePaneSizes("wide");
    // As a group of panes whose pixels are rounded one way and then the other.
    useLayoutEffect(() => keep({ ...SIZES, atlas: 24 + (told++ % 2) / 10 }));
    return null;
  };
  expect(() =>
    render(
      <StrictMode>
        <Panes />
      </StrictMode>,
    ),
  ).not.toThrow();
  expect(told).toBeLessThan(5);
});

it("leaves the settings alone when nothing changed", () => {
  const changed = vi.fn();
  let keep = (_: Record<string, number>): void => {};
  const Probe = () => {
    keep = usePaneSizes("wide").keep;
    return null;
  };
  render(<Probe />);
  const stop = settingsStore.subscribe(changed);
  keep({ ...SIZES });
  keep({ ...SIZES, atlas: 24.0004 });
  expect(changed).not.toHaveBeenCalled();
  keep({ ...SIZES, atlas: 25, stage: 51 });
  expect(changed).toHaveBeenCalledTimes(1);
  stop();
});
