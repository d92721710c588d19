// The native menu from the page's data. The page owns the list of actions and their keys; this only shows them.

import type { MenuItemConstructorOptions } from "electron";
import type { Menu, MenuItem } from "../../shared/ipc.ts";

/** @param onAction called with the id of the action that was chosen */
export function menuTemplate(menu: Menu, platform: string, onAction: (id: string) => void): MenuItemConstructorOptions[] {
  const menus = menu.map(
    ({ label, items }): MenuItemConstructorOptions => ({ label, submenu: items.map((item) => entry(item, onAction)) }),
  );
  // On macOS the first menu belongs to the application, whatever it is called.
  return platform === "darwin" ? [{ role: "appMenu" }, ...menus] : menus;
}

function entry(item: MenuItem, onAction: (id: string) => void): MenuItemConstructorOptions {
  if (item.type === "separator") return { type: "separator" };
  if (item.type === "role") return { role: item.role, label: item.label };
  return {
    id: item.id,
    label: item.label,
    enabled: item.enabled ?? true,
    ...(item.checked === undefined ? {} : { type: "checkbox", checked: item.checked }),
    // Shown, not registered: the page hears the key itself, and an action must not run twice.
    ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator, registerAccelerator: false }),
    click: () => onAction(item.id),
  };
}

/** The menu until the page has given its own: enough to copy, paste and leave. */
export const FIRST_MENU: Menu = [
  {
    label: "Edit",
    items: [
      { type: "role", role: "cut", label: "Cut" },
      { type: "role", role: "copy", label: "Copy" },
      { type: "role", role: "paste", label: "Paste" },
      { type: "role", role: "selectAll", label: "Select All" },
    ],
  },
  {
    label: "Window",
    items: [
      { type: "role", role: "close", label: "Close" },
      { type: "role", role: "quit", label: "Quit" },
    ],
  },
];
