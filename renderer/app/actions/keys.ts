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

/** Where text is typed. */
const TEXT =
  "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, [contenteditable=true], [role=searchbox], [role=combobox]";
/** What uses letters and digits itself. */
const LETTERED = `${TEXT}, select, [role=listbox], [role=menu], [role=menubar], [role=dialog], [role=alertdialog]`;
/** What arrows and their like move. */
const MOVED = "[role=slider], input[type=range], input[type=radio], [role=radiogroup], [role=tablist], [role=separator]";
/** Keys that move. */
const MOVES = /^(Shift\+)?(Arrow\w+|Home|End|Page\w+|Enter)$/;
/** What a text field does with its own text. */
const EDITS = /\+([ZYz]|Backspace)$/;

/** Whether a key pressed on `target` may perform the action of that name. */
export function mayPerform(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof Element)) return true;
  if (name.startsWith("Mod+") || name.startsWith("Shift+Mod+")) return !(EDITS.test(name) && target.closest(TEXT));
  if (name === "Escape") return target.closest("[role=dialog], [role=menu], [role=listbox], [role=searchbox], [role=combobox]") === null;
  return target.closest(LETTERED) === null && !(MOVES.test(name) && target.closest(MOVED));
}
