// The example result that comes with Heddle, where there is one: shown until the person has one of their own.

import type { Lab } from "./controller.ts";
import { labStore } from "./store.ts";

const found = import.meta.glob<unknown>("../../../assets/needle/*.result.json", { import: "default" });

export async function loadExample(lab: Lab): Promise<void> {
  const [entry] = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
  if (!entry) return;
  const [path, load] = entry;
  const json = await load();
  if (labStore.getState().shown) return;
  lab.openJson(json, { kind: "example", name: path.split("/").at(-1) ?? path });
}
