// The buttons over the small maps: one a head, reached by pointer and by arrow keys.

import { type KeyboardEvent, type MouseEvent, memo, useRef } from "react";
import { useStore } from "zustand";
import { isHeadOff } from "../../../shared/ablation/headSwitch.ts";
import type { Frame, Scene } from "../../../shared/figures/scene.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { toggleHead } from "../../state/knobs.ts";
import { type SlotsState, slotsStore } from "../../state/slots.ts";
import { useHeadReading } from "../../views/parts/headReading.ts";
import { useSelectionStore } from "../../views/parts/slot.ts";
import styles from "./atlas.module.css";
import { addHead, isChosen, neighbour } from "./choose.ts";
import { TEXTS } from "./texts.ts";

interface HeadCellsProps {
  readonly scene: Scene;
  readonly slot: number;
  readonly language: Language;
}

export function HeadCells({ scene, slot, language }: HeadCellsProps) {
  const selectionStore = useSelectionStore();
  const chosen = useStore(selectionStore, ({ selection }) => selection.heads);
  const off = useStore(slotsStore, (state) => offHeads(state, slot, scene));
  const ref = useRef<HTMLFieldSetElement>(null);
  // What the pointer was over is gone with the cells.
  const hover = useHeadReading();
  const hoverOn = (head: HeadRef | null): void => void (head && hover(head));

  const click = (event: MouseEvent): void => {
    const at = headOf(event);
    if (!at) return;
    const { layer, head } = at;
    const { selection, select } = selectionStore.getState();
    if (event.altKey) {
      const { slots, change } = slotsStore.getState();
      const present = slots[slot];
      if (present?.load.state === "ready") change(slot, { knobs: toggleHead(present.load.manifest, present.knobs, layer, head) });
    } else if (event.shiftKey) select({ heads: addHead(selection.heads, { layer, head }) });
    else if (selection.heads.length !== 1 || !isChosen(selection.heads, { layer, head })) select({ heads: [{ layer, head }] });
  };

  const keys = (event: KeyboardEvent): void => {
    const from = headOf(event);
    if (!from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const layers = Math.max(...scene.frames.map(({ shows }) => shows.layer)) + 1;
    const heads = Math.max(...scene.frames.map(({ shows }) => shows.head)) + 1;
    const next = neighbour(from, event.key, layers, heads);
    if (!next) return;
    // The same keys move the token pair everywhere else.
    event.preventDefault();
    event.stopPropagation();
    ref.current?.querySelector<HTMLButtonElement>(`[data-head="${headName(next)}"]`)?.focus();
  };

  const first = chosen[0] ?? { layer: 0, head: 0 };
  const entry = isChosen(
    scene.frames.map(({ shows }) => shows),
    first,
  )
    ? first
    : (scene.frames[0]?.shows ?? first);
  return (
    // One listener for all, so that a button is drawn anew only when it changes.
    <fieldset
      ref={ref}
      className={styles["cells"]}
      aria-label={TEXTS.heads[language]}
      onPointerOver={(event) => hoverOn(headOf(event))}
      onPointerLeave={() => hover(null)}
      onFocus={(event) => event.target.matches(":focus-visible") && hoverOn(headOf(event))}
      onBlur={() => hover(null)}
      onClick={click}
      onKeyDown={keys}
    >
      {scene.frames.map((frame) => (
        <Cell
          key={frame.id}
          name={headName(frame.shows)}
          layer={frame.shows.layer}
          head={frame.shows.head}
          x={frame.x}
          y={frame.y}
          width={frame.width}
          height={frame.height}
          chosen={isChosen(chosen, frame.shows)}
          first={chosen.length > 1 && isChosen([first], frame.shows)}
          off={off.includes(` ${headName(frame.shows)} `)}
          entry={isChosen([entry], frame.shows)}
          offWord={TEXTS.off[language]}
        />
      ))}
    </fieldset>
  );
}

/** The heads that are switched off, as one string so that an unchanged answer renders nothing. */
function offHeads({ slots }: SlotsState, slot: number, scene: Scene): string {
  const present = slots[slot];
  if (present?.load.state !== "ready") return "";
  const { manifest } = present.load;
  return ` ${scene.frames
    .filter(({ shows }) => isHeadOff(manifest, present.knobs, shows.layer, shows.head))
    .map(({ shows }) => headName(shows))
    .join("  ")} `;
}

/** The head whose button an event is on. */
function headOf({ target }: { readonly target: EventTarget }): HeadRef | null {
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-head]") : null;
  return button ? { layer: Number(button.dataset["layer"]), head: Number(button.dataset["place"]) } : null;
}

interface CellProps extends HeadRef, Pick<Frame, "x" | "y" | "width" | "height"> {
  readonly name: string;
  readonly chosen: boolean;
  /** The head that is drawn large where several are chosen. */
  readonly first: boolean;
  readonly off: boolean;
  /** Whether the tab key comes here. */
  readonly entry: boolean;
  readonly offWord: string;
}

const Cell = memo(function Cell({ name, layer, head, x, y, width, height, chosen, first, off, entry, offWord }: CellProps) {
  return (
    <button
      type="button"
      className={styles["cell"]}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
      aria-label={off ? `${name}, ${offWord}` : name}
      aria-pressed={chosen}
      tabIndex={entry ? 0 : -1}
      data-head={name}
      data-layer={layer}
      data-place={head}
      data-off={off}
      data-first={first}
    />
  );
});
