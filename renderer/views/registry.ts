// Views are found, not listed: a folder with a view.ts is a view and its name is its id.

import type { Need } from "../../shared/figures/contract.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { View } from "./contract.ts";

const found = import.meta.glob<View>("./*/view.ts", { eager: true, import: "default" });

export interface NamedView extends View {
  readonly id: string;
}

export const VIEWS: readonly NamedView[] = Object.entries(found)
  .map(([path, view]) => ({ ...view, id: path.split("/")[1] ?? path }))
  .sort((a, b) => a.order - b.order || a.id.localeCompare(b.id));

/** True when the captures have the role, in all of its branches. */
function has(manifest: Manifest, need: Need): boolean {
  const branches = new Set(manifest.captures.filter((capture) => capture.role === need.role).map((capture) => capture.branch));
  return need.branches ? need.branches.every((branch) => branches.has(branch)) : branches.size > 0;
}

/** True when the model's captures meet the needs. */
export function meets(manifest: Manifest, needs: View["needs"]): boolean {
  return (
    (needs.all ?? []).every((need) => has(manifest, need)) && (needs.any === undefined || needs.any.some((need) => has(manifest, need)))
  );
}

/** The views that can show this model, in tab order; with `compared`, those of two models as well. */
export function viewsFor(manifest: Manifest, compared = false): NamedView[] {
  return VIEWS.filter((view) => (compared || !view.compares) && meets(manifest, view.needs));
}
