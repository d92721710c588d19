import { expect, it } from "vitest";
import { createEndable } from "./endable.ts";

it("gives the answer, or the end to all who wait and all who come later", async () => {
  const { unlessEnded, end } = createEndable();
  expect(await unlessEnded(Promise.resolve(1))).toBe(1);
  await expect(unlessEnded(Promise.reject(new Error("own fault")))).rejects.toThrow("own fault");
  const hangs = unlessEnded(new Promise(() => {}));
  end(new Error("gone"));
  end(new Error("gone again"));
  await expect(hangs).rejects.toThrow(/^gone$/);
  await expect(unlessEnded(new Promise(() => {}))).rejects.toThrow(/^gone$/);
});
