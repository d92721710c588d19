import { expect, it } from "vitest";
import { threadsFor } from "./runtime.ts";

it("shares the cores out among workers: never more threads than cores, never none", () => {
  expect([1, 2, 3, 8, 64].map((workers) => threadsFor(workers, 8))).toEqual([8, 4, 2, 1, 1]);
});
