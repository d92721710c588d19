import { memo } from "react";
import { useStore } from "zustand";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { rangeStore } from "../../state/range.ts";
import { hoverStore, selectionStore } from "../../state/selection.ts";
import { useText } from "../text/useText.ts";

interface Props {
  readonly index: number;
  readonly token: Token;
  /** Drawn as one with the chip before it. */
  readonly joined: boolean;
  /** Past what the model can read. */
  readonly past: boolean;
}

/** One token. Each reads only its own part of selection and hover, as one word, so that it redraws only when that changes. */
export const Chip = memo(ChipButton, looksSame);

function ChipButton({ index, token, joined, past }: Props) {
  const text = useText();
  const pinned = useStore(
    selectionStore,
    ({ selection }) => `${selection.query === index ? "q" : ""}${selection.key === index ? "k" : ""}`,
  );
  const hovered = useStore(hoverStore, ({ hover }) => `${hover?.query === index ? "q" : ""}${hover?.key === index ? "k" : ""}`);
  const mark = useStore(selectionStore, ({ selection }) => selection.spans.find(({ start, end }) => index >= start && index < end)?.kind);
  const opens = useStore(selectionStore, ({ selection }) => selection.spans.some(({ start }) => start === index));
  const ranged = useStore(rangeStore, ({ range }) => range !== null && index >= range.start && index < range.end);
  const isDefault = useStore(selectionStore, ({ selection }) => (selection.query ?? 0) === index);
  const special = token.start === token.end;
  const said = [
    text.prompt.chip(tokenNumber(index), token.label),
    pinned.includes("q") ? text.prompt.asQuery : "",
    pinned.includes("k") ? text.prompt.asKey : "",
    mark ? text.prompt.kinds[mark] : "",
    special ? text.prompt.special : "",
    past ? text.prompt.unknownPosition : "",
  ];
  const [space, rest] = token.label.startsWith("␣") && token.label.length > 1 ? ["␣", token.label.slice(1)] : ["", token.label];
  return (
    <button
      type="button"
      className="chip"
      data-index={index}
      data-pinned={pinned || undefined}
      data-hovered={hovered || undefined}
      data-mark={mark}
      data-range={ranged || undefined}
      data-joined={joined || undefined}
      data-special={special || undefined}
      data-past={past || undefined}
      aria-label={said.filter(Boolean).join(", ")}
      aria-pressed={pinned !== ""}
      tabIndex={isDefault ? 0 : -1}
    >
      {opens && mark ? <span className="chip-mark">{text.prompt.letters[mark]}</span> : null}
      {space ? <span className="chip-space">{space}</span> : null}
      {rest}
    </button>
  );
}

/** Every keystroke makes new token objects; a chip is drawn again only when what it shows is another. */
function looksSame(a: Props, b: Props): boolean {
  const special = ({ token }: Props): boolean => token.start === token.end;
  return a.index === b.index && a.token.label === b.token.label && special(a) === special(b) && a.joined === b.joined && a.past === b.past;
}
