// What of the window's engine and host a view with work of its own may use. Set once, when the window starts; views do not
// know where either is.

import { createStore } from "zustand/vanilla";
import type { SavedFile, SaveRequest } from "../../shared/ipc.ts";
import type { EngineClient } from "../engine/client.ts";

export interface Tools extends Pick<EngineClient, "run" | "tokenize"> {
  /**
   * Lets the person choose where a file goes and writes it there.
   * @returns the name it got, or null when the person decided against it
   */
  save(request: SaveRequest): Promise<SavedFile | null>;
}

export interface ToolsState {
  /** null until the window has started. */
  readonly tools: Tools | null;
}

export const toolsStore = createStore<ToolsState>()(() => ({ tools: null }));
