// @vitest-environment jsdom
// Both hosts against the same promises.

import { expect, test, vi } from "vitest";
import type { Bridge } from "../../shared/ipc.ts";
import { browserHost } from "./browserHost.ts";
import { detectHost } from "./detect.ts";
import { electronHost } from "./electronHost.ts";

const svg = { suggestedName: "map.svg", bytes: new Uint8Array([60]), filters: [{ name: "SVG", extensions: ["svg"] }] };

function bridge(call: (channel: string, argument: unknown) => unknown): Bridge {
  return { call: (async (channel: string, argument: unknown) => call(channel, argument)) as Bridge["call"], onAction: () => () => {} };
}

test("the desktop shell: calls go over the bridge, models get full addresses", async () => {
  const seen: unknown[] = [];
  const host = electronHost(
    bridge((channel, argument) => {
      seen.push([channel, argument]);
      return { ok: true, value: channel === "models.list" ? [{ id: "a", base: "models/a/" }] : null };
    }),
    "app://heddle/index.html",
  );
  expect(await host.listModels()).toEqual([{ id: "a", base: "app://heddle/models/a/" }]);
  expect(await host.saveFile(svg)).toBeNull();
  await host.writeSettings({ theme: "dark" });
  expect(seen).toEqual([
    ["models.list", undefined],
    ["file.save", svg],
    ["settings.write", { theme: "dark" }],
  ]);
});

test("the desktop shell: a refusal is thrown in words", async () => {
  const host = electronHost(
    bridge(() => ({ ok: false, error: { code: "write-failed", message: "The disk is full.", remedy: "" } })),
    "app://heddle/",
  );
  await expect(host.saveFile(svg)).rejects.toMatchObject({ name: "HeddleError", code: "write-failed", message: "The disk is full." });
});

test("the browser: models come from the server", async () => {
  window.fetch = vi.fn(async () => new Response(JSON.stringify({ models: [{ id: "a", base: "models/a/" }] })));
  expect(await browserHost(window).listModels()).toEqual([{ id: "a", base: new URL("models/a/", document.baseURI).href }]);
  window.fetch = vi.fn(async () => new Response("", { status: 500 }));
  await expect(browserHost(window).listModels()).rejects.toMatchObject({ code: "file-missing" });
});

test("the browser: settings are kept, damaged ones are said", async () => {
  const host = browserHost(window);
  window.localStorage.clear();
  expect(await host.readSettings()).toEqual({ values: {}, problem: null });
  await host.writeSettings({ theme: "dark" });
  expect(await host.readSettings()).toEqual({ values: { theme: "dark" }, problem: null });
  window.localStorage.setItem("heddle.settings", "{");
  expect((await host.readSettings()).problem?.en).toMatch(/could not be read/);
});

test("the browser: a file is saved through the picker, or downloaded", async () => {
  const written: unknown[] = [];
  const handle = {
    name: "chosen.svg",
    createWritable: async () => ({ write: async (data: unknown) => void written.push(data), close: async () => {} }),
  };
  const withPicker = Object.assign(Object.create(window), { showSaveFilePicker: async () => handle }) as Window;
  expect(await browserHost(withPicker).saveFile(svg)).toEqual({ saved: "chosen.svg" });
  expect(written).toHaveLength(1);

  const aborting = Object.assign(Object.create(window), {
    showSaveFilePicker: () => Promise.reject(new DOMException("no", "AbortError")),
  }) as Window;
  expect(await browserHost(aborting).saveFile(svg)).toBeNull();

  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => {};
  const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  expect(await browserHost(window).saveFile(svg)).toEqual({ saved: "map.svg" });
  expect(clicked).toHaveBeenCalledOnce();
});

test("which host this is", () => {
  expect(detectHost(window).kind).toBe("browser");
  expect(detectHost(Object.assign(Object.create(window), { heddle: bridge(() => null) }) as Window).kind).toBe("electron");
});
