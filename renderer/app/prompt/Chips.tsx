import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";
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

/** The tokens of the text. Hover reads one, click pins it as query, ⌘- or Ctrl-click as key, Shift-click makes a range. */
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
  const anchor = useRef(0);

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
  const onClick = (event: MouseEvent): void => {
    const index = chipIndex(event.target);
    if (index === null || index >= limit) return;
    if (event.shiftKey) {
      setRange({ start: Math.min(anchor.current, index), end: Math.max(anchor.current, index) + 1 });
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
    if (index !== null) setHover({ query: index });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the chips are buttons, whose clicks come from keys as well
    <fieldset
      ref={list}
      className="chips"
      aria-label={text.prompt.tokens}
      onClick={onClick}
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
