// What the app needs of the place it runs in. There are two: the desktop shell and a browser on the loopback address.
// No view knows which one it has.

import type { HostInfo, Menu, ModelPlace, SavedFile, SaveRequest, Settings, StoredSettings } from "../../shared/ipc.ts";

export interface Host {
  readonly kind: HostInfo["kind"];
  info(): Promise<HostInfo>;
  /** Every model folder, sorted by id. `base` is absolute: fetch `base + "manifest.json"`, and what it names. */
  listModels(): Promise<readonly ModelPlace[]>;
  /**
   * Lets the person choose where a file goes and writes it there.
   * @returns the name it got, or null when the person decided against it
   */
  saveFile(request: SaveRequest): Promise<SavedFile | null>;
  readSettings(): Promise<StoredSettings>;
  writeSettings(values: Settings): Promise<void>;
  /** Gives the native menu, where there is one, as data. */
  setMenu(menu: Menu): Promise<void>;
  /** Listens for actions chosen outside the page (native menu); returns the way to stop. */
  onAction(listener: (id: string) => void): () => void;
}
