// An action is data: menu, shortcuts and palette are three readings of one list.

import type { Text } from "../text/en.ts";

export type ActionGroup = keyof Text["palette"]["groups"];

export interface Action {
  /** Letters, digits, dots, colons and hyphens: it also names the item in the native menu. */
  readonly id: string;
  readonly title: string;
  readonly group: ActionGroup;
  /** Keys that perform it, the first of them shown: "Mod+K", "Shift+ArrowLeft", "[", "F". */
  readonly keys?: readonly string[];
  /** False: it is known but can do nothing now. */
  readonly enabled?: boolean;
  /** Given for what is on or off. */
  readonly checked?: boolean;
  /** Other words by which it is found. */
  readonly words?: string;
  perform(): void | Promise<void>;
}
