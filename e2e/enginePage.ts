// The built engine by itself: its worker on a page of the app's own address, under the app's own headers, without the
// window around it. Measurements and hostile models are put to it here.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import type { EngineNotice, EnginePreference, EngineWorker, LoadedInfo, Reply, WireTrace } from "../renderer/engine/protocol.ts";
import type { RunRequest } from "../shared/engine/contract.ts";

/** What the page has after `openEngine`, as `window.engine`. */
interface PageEngine {
  readonly remote: EngineWorker;
  readonly notices: EngineNotice[];
  /** Loads models/<id>/ under a name. */
  load(id: string, prefer: EnginePreference, name?: string): Promise<Reply<LoadedInfo>>;
  /** Runs and leaves the tensors in the page. */
  run(name: string, request: RunRequest): Promise<Reply<WireTrace>>;
}

declare global {
  interface Window {
    engine: PageEngine;
  }
}

/** The part of comlink's own script that is used, as it stands in the page. */
interface Comlink {
  wrap(worker: Worker): EngineWorker;
  proxy<T>(value: T): T;
  transfer<T>(value: T, moved: Transferable[]): T;
}

/** Opens a page without the app on it and starts the built worker there. */
export async function openEngine(page: Page, home: string): Promise<void> {
  const assets = join(ROOT, "out", "renderer", "assets");
  // Other workers may have a script of that name: only the engine's owns a GPU device that can be lost.
  const own = (name: string): boolean => /^worker-.*\.js$/.test(name) && readFileSync(join(assets, name), "utf8").includes("loseDevice");
  const script = readdirSync(assets).find(own);
  if (script === undefined) throw new Error(`There is no built worker in ${assets}.`);
  // Any address that has no file is answered with a few words under the same headers.
  await page.goto(`${home}nothing-is-here`);
  await page.evaluate(readFileSync(join(ROOT, "node_modules", "comlink", "dist", "umd", "comlink.min.js"), "utf8"));
  await page.evaluate(async (address) => {
    const { wrap, proxy, transfer } = (window as unknown as { Comlink: Comlink }).Comlink;
    const remote = wrap(new Worker(address, { type: "module" }));
    const notices: EngineNotice[] = [];
    let ticket = 0;
    // As the client does: memory of captures that were let go is used again.
    const returned = new FinalizationRegistry<ArrayBuffer>((buffer) => void remote.giveBack(transfer([buffer], [buffer])));
    await remote.onNotice(proxy((notice: EngineNotice) => void notices.push(notice)));
    window.engine = {
      remote,
      notices,
      load: (id, prefer, name = id) =>
        remote.load(
          ++ticket,
          { id: name, base: new URL(`/models/${id}/`, location.href).href },
          prefer,
          proxy(() => {}),
        ),
      async run(name, request) {
        const reply = await remote.run(++ticket, name, request);
        if (reply.ok) for (const { data } of reply.value.captures) returned.register(data, data.buffer as ArrayBuffer);
        return reply;
      },
    };
  }, `${home}assets/${script}`);
}

/** Whether this project's browser has a GPU adapter. */
export function hasGpu(page: Page): Promise<boolean> {
  return page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
}
