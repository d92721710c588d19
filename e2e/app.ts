// What every spec imports instead of Playwright itself: `page` is already open on the app, in a browser or in Electron,
// whichever the project says.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { _electron, test as base, type ElectronApplication, type Page } from "@playwright/test";
import { installedElectron } from "../electron/dev/electronBinary.mjs";
import { ROOT } from "../electron/dev/project.mjs";
import type { RunningServer, ServeOptions } from "../electron/serve/index.ts";

export { expect } from "@playwright/test";

export interface AppOptions {
  /** Where the app runs; set by the project. */
  host: "browser" | "electron";
  /** Folder of model folders that this file's tests see: `test.use({ models: "/some/folder" })`. */
  models: string;
}

interface AppFixtures {
  /** What the page reported on its console as an error, and what it threw, in order. */
  problems: string[];
}

interface AppWorker {
  /** Address of the app's page, ending in "/": append "#..." and go there. */
  home: string;
  electronApp: ElectronApplication | null;
}

export const test = base.extend<AppFixtures, AppOptions & AppWorker>({
  host: ["browser", { option: true, scope: "worker" }],
  models: [join(ROOT, "models"), { option: true, scope: "worker" }],

  electronApp: [
    async ({ host, models }, use) => {
      const executablePath = installedElectron();
      if (host === "browser" || executablePath === null) return use(null);
      const profile = await mkdtemp(join(tmpdir(), "heddle-e2e-"));
      const app = await _electron.launch({ executablePath, args: [ROOT, "--models", models, `--user-data-dir=${profile}`] });
      await use(app);
      await app.close();
      await rm(profile, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],

  home: [
    async ({ host, models }, use) => {
      if (host === "electron") return use("app://heddle/");
      const built = (await import(pathToFileURL(join(ROOT, "out", "serve", "index.js")).href)) as {
        serve(options: ServeOptions): Promise<RunningServer>;
      };
      const server = await built.serve({ port: 0, renderer: join(ROOT, "out", "renderer"), models });
      await use(server.url);
      await server.close();
    },
    { scope: "worker" },
  ],

  page: async ({ context, electronApp, home, problems }, use) => {
    const page: Page = electronApp === null ? await context.newPage() : await electronApp.firstWindow();
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.stack ?? String(error)));
    await page.goto(`${home}index.html`);
    await use(page);
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  problems: async ({}, use) => use([]),
});
