// Keys as words: "Mod" is ⌘ on a Mac and Ctrl elsewhere; a sign such as "?" needs no Shift in its name.

/** What of a keyboard event is looked at. */
export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** True when the press is the named key. */
export function isKey(press: KeyPress, name: string, mac: boolean): boolean {
  const parts = name.split("+");
  const key = parts.at(-1) || "+";
  const modifier = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (modifier !== parts.includes("Mod") || other || press.altKey) return false;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!sign && press.shiftKey !== parts.includes("Shift")) return false;
  return press.key.length === 1 ? press.key.toLowerCase() === key.toLowerCase() : press.key === key;
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
};

/** A key as it is printed on this machine's keyboards. */
export function keyLabel(name: string, mac: boolean): string {
  const parts = name.split("+").map((part) => {
    if (part === "Mod") return mac ? "⌘" : "Ctrl";
    if (part === "Shift") return mac ? "⇧" : "Shift";
    return SIGNS[part] ?? part;
  });
  return parts.join(mac ? "" : "+");
}

/** A key as the native menu writes it; null for keys without ⌘ or Ctrl, which a menu would take away from typing. */
export function accelerator(name: string): string | null {
  if (!name.includes("Mod+")) return null;
  return name.replace("Mod", "CmdOrCtrl").replace("Arrow", "");
}

/** Whether this machine's keyboards have ⌘. */
export const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What is being typed into: single keys belong to it. */
const TYPING = "input:not([type=range]), textarea, select, [contenteditable=true], [role=searchbox], [role=combobox]";
/** What uses arrows, letters and digits itself. */
const OWN_KEYS =
  "[role=slider], input[type=range], [role=listbox], [role=menu], [role=menubar], [role=radiogroup], [role=tablist], [role=separator], [role=dialog], [role=alertdialog]";

/** Whether a key pressed on `target` may perform the action of that name. */
export function mayPerform(target: EventTarget | null, name: string): boolean {
  if (name.startsWith("Mod+") || name.startsWith("Shift+Mod+")) {
    // The prompt undoes its own typing.
    return !(/\+[ZYz]$/.test(name) && target instanceof Element && target.closest(TYPING));
  }
  if (!(target instanceof Element)) return true;
  if (name === "Escape") return target.closest("[role=dialog], [role=menu], [role=listbox], [role=searchbox], [role=combobox]") === null;
  return target.closest(TYPING) === null && target.closest(OWN_KEYS) === null;
}
