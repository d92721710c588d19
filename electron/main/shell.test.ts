// The decisions of the shell that need no Electron: command line, menu, links, and the answers of its own scheme.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { parseCommandLine } from "./commandLine.ts";
import { isOwnPage, mayOpen } from "./links.ts";
import { FIRST_MENU, menuTemplate } from "./menuTemplate.ts";
import { handleAppRequest } from "./protocol.ts";

test("command line", () => {
  expect(parseCommandLine([])).toEqual({ models: null, help: false });
  expect(parseCommandLine([".", "--user-data-dir=/x", "--models", "/m", "--inspect=0"])).toEqual({ models: "/m", help: false });
  expect(parseCommandLine(["--models=/m", "--help"])).toEqual({ models: "/m", help: true });
  for (const words of [["--models"], ["--models", "--help"], ["--models="]]) expect(parseCommandLine(words)).toHaveProperty("problem");
});

test("the native menu shows the page's actions and tells which was chosen", () => {
  const chosen = vi.fn();
  const menu = menuTemplate(
    [
      {
        label: "View",
        items: [
          { type: "action", id: "view.reset", label: "Reset", accelerator: "CmdOrCtrl+0", checked: true },
          { type: "separator" },
          { type: "role", role: "copy", label: "Copy" },
        ],
      },
    ],
    "linux",
    chosen,
  );
  const items = menu[0]?.submenu;
  if (!Array.isArray(items)) throw new Error("no submenu");
  expect(items[0]).toMatchObject({ id: "view.reset", type: "checkbox", checked: true, enabled: true, registerAccelerator: false });
  expect(items.slice(1)).toEqual([{ type: "separator" }, { role: "copy", label: "Copy" }]);
  items[0]?.click?.({} as never, undefined, {} as never);
  expect(chosen).toHaveBeenCalledExactlyOnceWith("view.reset");
});

test("on macOS the first menu is the application's", () => {
  expect(menuTemplate(FIRST_MENU, "darwin", () => {})[0]).toEqual({ role: "appMenu" });
  expect(menuTemplate(FIRST_MENU, "win32", () => {})).toHaveLength(FIRST_MENU.length);
});

test("links", () => {
  expect(mayOpen("https://arxiv.org/abs/1706.03762")).toBe(true);
  for (const address of [
    "http://arxiv.org/",
    "https://arxiv.org.evil.example/",
    "https://user@arxiv.org/",
    "https://arxiv.org:8443/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "x",
    "",
  ])
    expect(mayOpen(address)).toBe(false);
  expect(isOwnPage("app://heddle/index.html#a")).toBe(true);
  for (const address of ["app://other/", "https://heddle/", "file:///x", "x"]) expect(isOwnPage(address)).toBe(false);
});

test("the scheme answers like the server does", async () => {
  const folder = await mkdtemp(join(tmpdir(), "heddle-scheme-"));
  const folders = { renderer: join(folder, "renderer"), models: join(folder, "models") };
  await mkdir(folders.renderer);
  await writeFile(join(folders.renderer, "index.html"), "<title>page</title>");
  const ask = (url: string, init?: RequestInit) => handleAppRequest(folders, new Request(url, init));

  const page = await ask("app://heddle/index.html?x#y");
  expect([page.status, await page.text()]).toEqual([200, "<title>page</title>"]);
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await (await ask("app://heddle/", { method: "HEAD" })).text()).toBe("");
  expect(await (await ask("app://heddle/models/index.json")).json()).toEqual({ models: [] });
  expect((await ask("app://other/index.html")).status).toBe(404);
  expect((await ask("app://heddle/%2e%2e/%2e%2e/etc/passwd")).status).toBe(404);
  expect((await ask("app://heddle/index.html", { method: "POST", body: "x" })).status).toBe(405);
  await rm(folder, { recursive: true, force: true });
});
