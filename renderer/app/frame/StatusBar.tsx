import { Redo2, Undo2 } from "lucide-react";
import { useStore } from "zustand";
import { headSwitch } from "../../../shared/ablation/headSwitch.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import type { KnobInfo, Manifest } from "../../../shared/manifest/schema.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { changedKnobs, elementCount } from "../../state/knobs.ts";
import { selectionStore } from "../../state/selection.ts";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { LETTERS } from "../../views/parts/letters.ts";
import { IS_MAC, keyLabel } from "../actions/keys.ts";
import { knobReading } from "../inspector/knobSlider.ts";
import type { Text } from "../text/en.ts";
import { engineName } from "../text/engineName.ts";
import { useProblem } from "../text/useProblem.ts";
import { useLanguage, useText } from "../text/useText.ts";

/** So many changed knobs are named in the line. */
const NAMED = 2;

/** The last line: which engine ran, how long, what is not as shipped, what is wrong; of each open model. */
export function StatusBar() {
  const text = useText();
  const slots = useStore(slotsStore, (state) => Math.max(1, state.slots.length));
  const past = useStore(selectionStore, (state) => state.past.length);
  const future = useStore(selectionStore, (state) => state.future.length);
  const undo = useStore(selectionStore, (state) => state.undo);
  const redo = useStore(selectionStore, (state) => state.redo);
  return (
    <footer className="status">
      <SlotStatus index={0} letter={slots > 1 ? LETTERS[0] : null} />
      {slots > 1 ? <SlotStatus index={1} letter={LETTERS[1]} /> : null}
      <div className="status-history">
        <IconButton label={text.status.undo} shortcut={keyLabel("Mod+Z", IS_MAC)} isDisabled={past === 0} onPress={undo}>
          <Undo2 size={14} />
        </IconButton>
        <IconButton label={text.status.redo} shortcut={keyLabel("Shift+Mod+Z", IS_MAC)} isDisabled={future === 0} onPress={redo}>
          <Redo2 size={14} />
        </IconButton>
      </div>
    </footer>
  );
}

/** One model's part of the line. `letter`: what it is called while two are compared. */
function SlotStatus({ index, letter }: { readonly index: number; readonly letter: string | null }) {
  const text = useText();
  const language = useLanguage();
  const load = useStore(slotsStore, (state) => state.slots[index]?.load);
  const running = useStore(slotsStore, (state) => state.slots[index]?.running ?? false);
  const knobs = useStore(slotsStore, (state) => state.slots[index]?.knobs);
  const milliseconds = useStore(slotsStore, (state) => state.slots[index]?.trace?.milliseconds);
  const ran = useStore(slotsStore, (state) => state.slots[index]?.trace?.engine);
  const tokens = useStore(slotsStore, (state) => state.slots[index]?.trace?.tokens.length);
  const problem = useProblem(index);

  const info = ran ?? (load?.state === "ready" ? load.info : undefined);
  const parts: string[] = letter === null ? [] : [letter];
  parts.push(info ? engineName(info, text) : load?.state === "loading" ? text.status.loading : text.status.noEngine);
  if (milliseconds !== undefined)
    parts.push(text.status.milliseconds(milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)));
  if (tokens !== undefined) parts.push(text.status.tokens(tokens));
  if (load?.state === "ready" && headSwitch(load.manifest)) parts.push(headsLine(load.manifest, knobs ?? {}, text));
  const changed = load?.state === "ready" ? knobLines(load.manifest, knobs ?? {}, text, language) : [];
  return (
    <>
      <div className="status-line numeric" data-testid={index === 0 ? "status" : "status-second"}>
        {parts.map((part, place) => (
          <span key={String(place)}>{part}</span>
        ))}
        <Changed lines={changed} text={text} />
        {running ? <span className="status-running">{text.status.running}</span> : null}
      </div>
      {problem ? (
        <div className="status-problem" title={`${problem.message} ${problem.remedy}`}>
          {problem.message}
        </div>
      ) : null}
    </>
  );
}

/** What is not as shipped: named, or counted where there are too many for the line; then the names are heard, and seen on hover. */
function Changed({ lines, text }: { readonly lines: readonly string[]; readonly text: Text }) {
  if (lines.length > NAMED)
    return (
      <span className="changed" title={lines.join("\n")}>
        {text.status.knobsChanged(lines.length)}
        <span className="hidden">: {lines.join(", ")}</span>
      </span>
    );
  return lines.map((line) => (
    <span key={line} className="changed" title={line}>
      {line}
    </span>
  ));
}

function headsLine(manifest: Manifest, knobs: KnobValues, text: Text): string {
  const input = headSwitch(manifest)?.input;
  const off = (input === undefined ? [] : (knobs[input] ?? [])).filter((value) => value === 0).length;
  return off === 0 ? text.status.allHeads : text.status.headsOff(off);
}

/** What is changed, heads switched off apart. */
function knobLines(manifest: Manifest, knobs: KnobValues, text: Text, language: "en" | "zh"): string[] {
  const heads = headSwitch(manifest);
  return changedKnobs(manifest, knobs).flatMap((knob) => {
    const elements = knobs[knob.input] ?? [];
    const changed = elements.filter((value) => value !== knob.default && !(knob === heads && value === 0));
    if (changed.length === 0) return [];
    const value = elements[0];
    const uniform = elements.length === elementCount(knob) && elements.every((one) => one === value);
    return [
      text.status.knobChanged(
        knob.title[language],
        uniform && value !== undefined ? changedReading(knob, value, text) : text.status.knobMixed,
      ),
    ];
  });
}

/** A switch says off; a number stands for itself. */
const changedReading = (knob: KnobInfo, value: number, text: Text): string =>
  knob.acts === "switch" ? knobReading(knob, value, text.knobs) : formatValue(value);
