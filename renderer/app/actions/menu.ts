// The native menu as a reading of the actions.

import type { Menu, MenuItem } from "../../../shared/ipc.ts";
import type { Host } from "../../host/host.ts";
import { catalogStore } from "../../state/catalog.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import type { Text } from "../text/en.ts";
import type { Action } from "./action.ts";
import { accelerator } from "./keys.ts";

type MenuName = keyof Text["actions"]["menus"];
type RoleName = keyof Text["actions"]["roles"];

const LINE = "-";

/** What stands in each menu: ids of actions, `id.*` for all that begin so, `role:` for what the system does, a line. */
const LAYOUT: Readonly<Record<MenuName, readonly string[]>> = {
  file: ["view.open", "view.save", "link.copy", "figure.make", LINE, "role:close", "role:quit"],
  edit: [
    "edit.undo",
    "edit.redo",
    LINE,
    "role:cut",
    "role:copy",
    "role:paste",
    "role:selectAll",
    LINE,
    "edit.prompt",
    "sample.*",
    LINE,
    "span.*",
  ],
  view: [
    "view.*",
    "app.needle",
    LINE,
    "set.words",
    LINE,
    "theme.*",
    LINE,
    "language.*",
    LINE,
    "role:zoomIn",
    "role:zoomOut",
    "role:resetZoom",
    "role:togglefullscreen",
    LINE,
    "role:reload",
    "role:toggleDevTools",
  ],
  go: ["app.palette", LINE, "move.*", LINE, "selection.free"],
  model: ["app.models", "model.*", LINE, "compare.*", LINE, "head.toggle", "head.all", "knobs.reset", LINE, "run.retry", "engine.*"],
  help: ["app.shortcuts"],
};

/** Builds the menu from the actions there are. */
export function menuFrom(actions: readonly Action[], text: Text): Menu {
  const placed = new Set(Object.values(LAYOUT).flat());
  const inGroup = (id: string, prefix: string): boolean => id.startsWith(prefix) && !placed.has(id);
  return (Object.entries(LAYOUT) as [MenuName, readonly string[]][]).map(([name, entries]) => ({
    label: text.actions.menus[name],
    items: entries.flatMap((entry): MenuItem[] => {
      if (entry === LINE) return [{ type: "separator" }];
      if (entry.startsWith("role:")) {
        const role = entry.slice("role:".length) as RoleName;
        return [{ type: "role", role, label: text.actions.roles[role] }];
      }
      const found = entry.endsWith("*")
        ? actions.filter(({ id }) => inGroup(id, entry.slice(0, -1)))
        : actions.filter(({ id }) => id === entry);
      return found.map((action) => toItem(action));
    }),
  }));
}

function toItem({ id, title, keys, enabled, checked }: Action): MenuItem {
  const key = keys?.map(accelerator).find((one) => one !== null);
  return {
    type: "action",
    id,
    label: title.slice(0, 120),
    ...(key ? { accelerator: key } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(checked === undefined ? {} : { checked }),
  };
}

/** Gives the host a new menu whenever one of its items changed; returns the way to stop. */
export function watchMenu(host: Pick<Host, "setMenu">, list: () => readonly Action[], text: Text): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let given = "";
  const give = (): void => {
    const menu = menuFrom(list(), text);
    const written = JSON.stringify(menu);
    if (written === given) return;
    given = written;
    host.setMenu(menu).catch((thrown: unknown) => console.error(thrown));
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(give, 200);
  };
  const stops = [
    selectionStore.subscribe(later),
    settingsStore.subscribe(later),
    slotsStore.subscribe(later),
    catalogStore.subscribe(later),
  ];
  later();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
