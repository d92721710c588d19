// The card beside the cursor says what is under the pointer; all of the pair stands in a pane of the view.

import type { Frame } from "../../../shared/figures/scene.ts";
import type { ReadoutText } from "./Readout.tsx";

/** The lines that belong to a map: `fields` by the id of its frame. All lines where the frame has none of its own. */
export function ownLines(all: ReadoutText, fields: Readonly<Record<string, readonly string[]>>, frame: Frame | null): ReadoutText {
  const own = frame && fields[frame.id];
  return own ? { lines: all.lines.filter(({ field }) => own.includes(field)) } : all;
}
