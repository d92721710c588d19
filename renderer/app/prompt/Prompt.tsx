import { BookOpen } from "lucide-react";
import { useState } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, ToggleButton } from "react-aria-components";
import { useStore } from "zustand";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { Chips } from "./Chips.tsx";
import { PromptLine } from "./PromptLine.tsx";
import { SAMPLES } from "./samples.ts";

/** What the model reads: the text as it is typed, and under it the tokens it becomes. */
export function Prompt() {
  const text = useText();
  const prompt = useStore(slotsStore, (state) => state.text);
  const setText = useStore(slotsStore, (state) => state.setText);
  return (
    <div className="prompt">
      <div className="prompt-row">
        <textarea
          id="prompt-text"
          className="prompt-text"
          aria-label={text.prompt.label}
          aria-describedby="prompt-line"
          placeholder={text.prompt.placeholder}
          spellCheck={false}
          rows={1}
          value={prompt}
          onChange={(event) => setText(event.target.value)}
        />
        <Samples />
        <WordsToggle />
      </div>
      <Chips />
      <PromptLine />
    </div>
  );
}

function Samples() {
  const text = useText();
  const language = useLanguage();
  const setText = useStore(slotsStore, (state) => state.setText);
  const [open, setOpen] = useState(false);
  return (
    <MenuTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="button quiet">
        <BookOpen size={15} aria-hidden />
        {text.prompt.samples}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={text.prompt.samples}
          onAction={(id) => setText(SAMPLES.find((sample) => sample.id === id)?.text ?? "")}
        >
          {SAMPLES.map((sample) => (
            <MenuItem key={sample.id} id={sample.id} className="menu-item sample" textValue={sample.title[language]}>
              <span>{sample.title[language]}</span>
              <span className="muted sample-text">{sample.text}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function WordsToggle() {
  const text = useText();
  const words = useStore(settingsStore, (state) => state.settings.words);
  const change = useStore(settingsStore, (state) => state.change);
  return (
    <ToggleButton
      className="button quiet"
      isSelected={words}
      onChange={(next) => change({ words: next })}
      aria-label={text.prompt.wordsHint}
    >
      {text.prompt.words}
    </ToggleButton>
  );
}
