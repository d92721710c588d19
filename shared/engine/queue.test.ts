import { describe, expect, it } from "vitest";
import { createQueue } from "./queue.ts";

const CANCELLED = expect.objectContaining({ code: "cancelled" });

/** A task that ends when told to. */
function gate<T>(value: T) {
  let open = (): void => {};
  const promise = new Promise<T>((resolve) => {
    open = () => resolve(value);
  });
  return { promise, open: () => open() };
}

describe("queue", () => {
  it("runs one task at a time, in order", async () => {
    const queue = createQueue();
    let running = 0;
    const order: number[] = [];
    const task = (id: number) => async () => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 3 - id));
      running--;
      order.push(id);
      return id;
    };
    expect(await Promise.all([0, 1, 2].map((id) => queue.add(task(id))))).toEqual([0, 1, 2]);
    expect(order).toEqual([0, 1, 2]);
    expect(queue.length).toBe(0);
  });

  it("goes on after a task that fails", async () => {
    const queue = createQueue();
    const failing = queue.add(() => Promise.reject(new Error("no")));
    const next = queue.add(async () => "yes");
    await expect(failing).rejects.toThrow("no");
    expect(await next).toBe("yes");
  });

  it("never starts a task that was cancelled while it waited", async () => {
    const queue = createQueue();
    const first = gate(1);
    const running = queue.add(() => first.promise);
    const controller = new AbortController();
    let started = false;
    const waiting = queue.add(async () => {
      started = true;
    }, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toEqual(CANCELLED);
    first.open();
    await running;
    await queue.add(async () => {});
    expect(started).toBe(false);
  });

  it("drops the result of a task that was cancelled while it ran, and starts the next only after it", async () => {
    const queue = createQueue();
    const first = gate(1);
    const controller = new AbortController();
    const running = queue.add(() => first.promise, controller.signal);
    let started = false;
    const next = queue.add(async () => {
      started = true;
    });
    await Promise.resolve();
    controller.abort();
    await expect(running).rejects.toEqual(CANCELLED);
    expect(started).toBe(false);
    first.open();
    await next;
    expect(started).toBe(true);
  });

  it("refuses what is cancelled from the start", async () => {
    await expect(createQueue().add(async () => 1, AbortSignal.abort())).rejects.toEqual(CANCELLED);
  });

  it("starts at once where there is nothing to wait for", async () => {
    const queue = createQueue();
    const begun: string[] = [];
    const first = queue.add(async () => void begun.push("first"));
    const second = queue.add(async () => void begun.push("second"));
    expect(begun).toEqual(["first"]);
    await Promise.all([first, second]);
    expect(begun).toEqual(["first", "second"]);
    void queue.add(async () => void begun.push("third"));
    expect(begun).toEqual(["first", "second", "third"]);
  });
});
