// The models that the host offers, with what their manifests say; a model whose manifest is broken is listed with its error.

import { createStore } from "zustand/vanilla";
import type { ErrorReport } from "../../shared/error.ts";
import type { ModelPlace } from "../../shared/ipc.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";

export interface CatalogEntry extends ModelPlace {
  readonly manifest: Manifest | null;
  readonly error: ErrorReport | null;
}

export interface CatalogState {
  /** null: not asked for yet. */
  readonly models: readonly CatalogEntry[] | null;
  setModels(models: readonly CatalogEntry[]): void;
}

export const catalogStore = createStore<CatalogState>()((set) => ({
  models: null,
  setModels: (models) => set({ models }),
}));
