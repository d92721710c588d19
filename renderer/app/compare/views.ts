// Which views there are for the open models, and which one each of two compared models shows.

import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Slot } from "../../state/slots.ts";
import { meets, type NamedView, VIEWS, viewsFor } from "../../views/registry.ts";

/** Manifests of the models that are loaded, by slot. */
export function openManifests(slots: readonly Slot[]): (Manifest | null)[] {
  return slots.map(({ load }) => (load.state === "ready" ? load.manifest : null));
}

/**
 * In tab order, the views that one of the open models has the roles for; of views of two models those that both have the
 * roles for. Empty while the first is not loaded.
 */
export function offeredViews(manifests: readonly (Manifest | null)[]): NamedView[] {
  const [first] = manifests;
  if (!first) return [];
  const ready = manifests.filter((manifest) => manifest !== null);
  return VIEWS.filter((view) =>
    view.compares
      ? ready.length > 1 && ready.every((manifest) => meets(manifest, view.needs))
      : ready.some((one) => meets(one, view.needs)),
  );
}

/** The open view: the chosen one where it is offered, else the first model's first. */
export function openView(manifests: readonly (Manifest | null)[], chosen: string | null): NamedView | undefined {
  const [first] = manifests;
  return offeredViews(manifests).find(({ id }) => id === chosen) ?? (first ? viewsFor(first)[0] : undefined);
}

/** What a slot shows: the open view where its model has the roles, else the first that it has. */
export function shownView(manifests: readonly (Manifest | null)[], chosen: string | null, index: number): NamedView | undefined {
  const manifest = manifests[index];
  if (!manifest) return undefined;
  const open = openView(manifests, chosen);
  const own = viewsFor(manifest, open?.compares === true);
  return own.find(({ id }) => id === open?.id) ?? viewsFor(manifest)[0];
}
