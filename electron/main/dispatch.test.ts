import { expect, test, vi } from "vitest";
import { HeddleError } from "../../shared/error.ts";
import { ARGUMENTS } from "../../shared/ipc.ts";
import { dispatch, type Handlers } from "./dispatch.ts";

const PAGE = { origin: "app://heddle", top: true };

function handlers(more: Partial<Handlers> = {}): Handlers {
  const unused = () => Promise.reject(new Error("must not be called"));
  const all = Object.fromEntries(Object.keys(ARGUMENTS).map((channel) => [channel, unused])) as unknown as Handlers;
  return { ...all, ...more };
}

test("a call is parsed and answered", async () => {
  const save = vi.fn(async () => ({ saved: "a.svg" }));
  const argument = { suggestedName: "a.svg", bytes: new Uint8Array([1]), filters: [{ name: "SVG", extensions: ["svg"] }] };
  expect(await dispatch(handlers({ "file.save": save }), PAGE, "file.save", argument)).toEqual({ ok: true, value: { saved: "a.svg" } });
  expect(save).toHaveBeenCalledWith(argument);
});

test.each([
  ["another origin", { origin: "https://heddle", top: true }],
  ["a frame inside the page", { origin: "app://heddle", top: false }],
  ["a frame that is gone", { origin: null, top: true }],
])("%s is refused", async (_name, sender) => {
  expect(await dispatch(handlers(), sender, "models.list", undefined)).toMatchObject({ ok: false, error: { code: "not-supported" } });
});

test.each([["shell.open"], ["constructor"], ["__proto__"], [7], [undefined]])("there is no channel %s", async (channel) => {
  expect(await dispatch(handlers(), PAGE, channel, undefined)).toMatchObject({ ok: false, error: { code: "not-supported" } });
});

const file = { suggestedName: "a.svg", bytes: new Uint8Array(), filters: [] };
test.each([
  ["models.list", {}],
  ["file.save", null],
  ["file.save", { ...file, suggestedName: "../a.svg" }],
  ["file.save", { ...file, suggestedName: "a/b.svg" }],
  ["file.save", { ...file, suggestedName: ".bashrc" }],
  ["file.save", { ...file, suggestedName: "" }],
  ["file.save", { ...file, bytes: "text" }],
  ["file.save", { ...file, extra: 1 }],
  ["file.save", { ...file, filters: [{ name: "SVG", extensions: ["*"] }] }],
  ["settings.write", []],
  ["settings.write", { a: () => 1 }],
  ["settings.write", { a: Number.NaN }],
  ["settings.write", { a: "x".repeat(1_000_001) }],
  ["menu.set", [{ label: "File", items: [{ type: "role", role: "reallyQuit", label: "x" }] }]],
  ["menu.set", [{ label: "File", items: [{ type: "action", id: "a b", label: "x" }] }]],
])("%s refuses a wrong argument", async (channel, argument) => {
  expect(await dispatch(handlers(), PAGE, channel, argument)).toMatchObject({ ok: false, error: { code: "not-supported" } });
});

test("what goes wrong behind the door comes back in words", async () => {
  const failing = (thrown: unknown) =>
    handlers({ "settings.read": () => Promise.reject(thrown), "file.save": () => Promise.reject(thrown) });
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
  expect(await dispatch(failing(full), PAGE, "file.save", file)).toMatchObject({
    ok: false,
    error: { code: "write-failed", message: "The disk is full.", zh: ["磁盘已满。", "请选择其他位置。"] },
  });
  // A file that may not be read is not one that may not be written.
  const forbidden = Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: "EACCES" });
  expect(await dispatch(failing(forbidden), PAGE, "settings.read", undefined)).toMatchObject({
    error: { code: "engine-failed", message: expect.stringContaining("permission denied") },
  });
  expect(await dispatch(failing(new HeddleError("file-missing", "Gone.")), PAGE, "settings.read", undefined)).toMatchObject({
    error: { code: "file-missing", message: "Gone." },
  });
  expect(await dispatch(failing("odd"), PAGE, "settings.read", undefined)).toMatchObject({ error: { code: "engine-failed" } });
});
