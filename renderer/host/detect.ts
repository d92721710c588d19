// Which host this page runs in. Called once, by main.tsx.

import type { Bridge } from "../../shared/ipc.ts";
import { browserHost } from "./browserHost.ts";
import { electronHost } from "./electronHost.ts";
import type { Host } from "./host.ts";

declare global {
  interface Window {
    /** Put there by the desktop shell's preload; absent in a browser. */
    readonly heddle?: Bridge;
  }
}

export function detectHost(page: Window): Host {
  return page.heddle ? electronHost(page.heddle, page.document.baseURI) : browserHost(page);
}
