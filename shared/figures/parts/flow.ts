// Short statements set one after another, on as many lines as they need.

import type { Mark } from "../scene.ts";
import { richText, richWidth } from "./rich.ts";
import type { Sheet } from "./sheet.ts";

/** @param top upper edge of the first line */
export function flow(statements: readonly string[], on: Sheet, top: number): { marks: Mark[]; bottom: number } {
  const { size, line, left, width, theme } = on;
  const marks: Mark[] = [];
  let x = left;
  let y = top + line / 2;
  for (const statement of statements) {
    const wide = richWidth(statement, size);
    if (x > left && x + wide > left + width) {
      x = left;
      y += line;
    }
    marks.push(...richText(statement, { x, y, size, fill: theme.ink, baseline: "middle" }));
    x += wide + size * 1.6;
  }
  return { marks, bottom: statements.length === 0 ? top : y + line / 2 };
}
