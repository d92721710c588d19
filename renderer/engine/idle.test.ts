import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createIdle } from "./idle.ts";

/** Work that lasts until it is told to end. */
function lasting(): { work: () => Promise<void>; end: () => void } {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => over, end };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("createIdle", () => {
  it("takes steps after work has ended, until there is no more to do", async () => {
    let left = 3;
    const step = vi.fn(() => --left > 0);
    const idle = createIdle(step);
    await idle.during(async () => vi.runAllTimers());
    expect(step).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(step).toHaveBeenCalledTimes(3);
  });

  it("takes one step between two messages, and none once work has come", async () => {
    const step = vi.fn(() => true);
    const idle = createIdle(step);
    await idle.during(async () => {});
    vi.advanceTimersToNextTimer();
    vi.advanceTimersToNextTimer();
    expect(step).toHaveBeenCalledTimes(2);
    const { work, end } = lasting();
    const working = idle.during(work);
    vi.advanceTimersByTime(1000);
    expect(step).toHaveBeenCalledTimes(2);
    end();
    await working;
    vi.advanceTimersToNextTimer();
    expect(step).toHaveBeenCalledTimes(3);
  });

  it("waits for the last of several pieces of work, and goes on after one that failed", async () => {
    const step = vi.fn(() => false);
    const idle = createIdle(step);
    const { work, end } = lasting();
    const slow = idle.during(work);
    await expect(idle.during(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    vi.runAllTimers();
    expect(step).not.toHaveBeenCalled();
    end();
    await slow;
    vi.runAllTimers();
    expect(step).toHaveBeenCalledTimes(1);
  });
});
