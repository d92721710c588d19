import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { rangeStore } from "../../state/range.ts";
import { hoverStore, selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { IS_MAC } from "../actions/keys.ts";
import { useText } from "../text/useText.ts";
import { Chip } from "./Chip.tsx";

/** Past the model's length this many tokens are still shown, struck through; the rest is a number. */
const SHOWN_PAST_LIMIT = 128;

/**
 * The tokens of the text. Hover reads one, click pins it as query, ⌘- or Ctrl-click as key; dragging, Shift-click and Shift
 * with the arrows make a range.
 */
export function Chips() {
  const text = useText();
  const tokens = useStore(slotsStore, (state) => state.slots[0]?.tokens);
  const limit = useStore(slotsStore, (state) => {
    const load = state.slots[0]?.load;
    return load?.state === "ready" ? load.manifest.size.context : Number.POSITIVE_INFINITY;
  });
  const words = useStore(settingsStore, (state) => state.settings.words);
  const query = useStore(selectionStore, (state) => state.selection.query);
  const select = useStore(selectionStore, (state) => state.select);
  const setHover = useStore(hoverStore, (state) => state.setHover);
  const setRange = useStore(rangeStore, (state) => state.setRange);
  const list = useRef<HTMLFieldSetElement>(null);
  /** Where a range begins and how far it has come; where the pointer went down, and whether it has left that chip. */
  const anchor = useRef(0);
  const reach = useRef(0);
  const pressed = useRef<number | null>(null);
  const dragged = useRef(false);

  useEffect(() => {
    const chip = query === null ? null : list.current?.querySelector<HTMLElement>(`[data-index="${query}"]`);
    chip?.scrollIntoView({ block: "nearest", inline: "nearest" });
    // The arrows move the pinned query wherever the focus is; among the chips the focus goes with it.
    if (list.current?.contains(document.activeElement)) chip?.focus({ preventScroll: true });
  }, [query]);

  // The elements depend on the tokens alone: a moving pointer re-renders single chips, never the list.
  const chips = useMemo(() => {
    const shown = (tokens ?? []).slice(0, limit + SHOWN_PAST_LIMIT);
    return shown.map((token, index) => (
      <Chip
        // biome-ignore lint/suspicious/noArrayIndexKey: a token is named by its place
        key={index}
        index={index}
        token={token}
        joined={words && index > 0 && token.word >= 0 && token.word === shown[index - 1]?.word}
        past={index >= limit}
      />
    ));
  }, [tokens, limit, words]);

  const hidden = (tokens?.length ?? 0) - chips.length;
  const extend = (to: number): void => {
    reach.current = Math.max(0, Math.min(chips.length - 1, limit - 1, to));
    setRange({ start: Math.min(anchor.current, reach.current), end: Math.max(anchor.current, reach.current) + 1 });
    list.current?.querySelector(`[data-index="${reach.current}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const onClick = (event: MouseEvent): void => {
    const index = chipIndex(event.target);
    if (dragged.current || index === null || index >= limit) return;
    if (event.shiftKey) {
      extend(index);
      return;
    }
    anchor.current = index;
    setRange(null);
    const { selection } = selectionStore.getState();
    if (IS_MAC ? event.metaKey : event.ctrlKey) select({ key: selection.key === index ? null : index });
    else select({ query: selection.query === index ? null : index });
  };
  const onPointerOver = (event: PointerEvent): void => {
    const index = chipIndex(event.target);
    if (index === null) return;
    setHover({ query: index });
    if (pressed.current === null || (event.buttons & 1) === 0 || (index === pressed.current && !dragged.current)) return;
    anchor.current = pressed.current;
    dragged.current = true;
    extend(index);
  };
  const onPointerDown = (event: PointerEvent): void => {
    dragged.current = false;
    const plain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    pressed.current = plain ? chipIndex(event.target) : null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    dragged.current = false;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = chipIndex(event.target);
    if (!event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || step === undefined || index === null) return;
    // Elsewhere the same keys go from head to head.
    event.preventDefault();
    if (rangeStore.getState().range === null) anchor.current = reach.current = index;
    extend(reach.current + step);
  };
  return (
    <fieldset
      ref={list}
      className="chips"
      aria-label={text.prompt.tokens}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerOver={onPointerOver}
      onPointerLeave={() => setHover(null)}
    >
      {chips}
      {hidden > 0 ? <span className="chips-more muted">{text.prompt.more(hidden)}</span> : null}
    </fieldset>
  );
}

/** Which token's chip an event happened on. */
function chipIndex(target: EventTarget): number | null {
  const index = target instanceof Element ? target.closest<HTMLElement>("[data-index]")?.dataset["index"] : undefined;
  return index === undefined ? null : Number(index);
}
