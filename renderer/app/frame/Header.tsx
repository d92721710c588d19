import { CircleHelp, Command, FlaskConical, ImageDown, Languages, Monitor, Moon, Sun } from "lucide-react";
import { Button, ToggleButton } from "react-aria-components";
import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { IS_MAC, keyLabel } from "../actions/keys.ts";
import { ComparePicker } from "../compare/ComparePicker.tsx";
import { ModelPicker } from "../models/ModelPicker.tsx";
import { labStore } from "../needle/store.ts";
import { TEXTS as LAB } from "../needle/texts.ts";
import { useText } from "../text/useText.ts";
import { ViewTabs } from "./ViewTabs.tsx";

const NEXT_THEME = { system: "light", light: "dark", dark: "system" } as const;
const THEME_ICON = { system: Monitor, light: Sun, dark: Moon } as const;

/** The first line of the window: which model, which view, and what is always at hand. */
export function Header() {
  const text = useText();
  const theme = useStore(settingsStore, (state) => state.settings.theme);
  const language = useStore(settingsStore, (state) => state.settings.language);
  const change = useStore(settingsStore, (state) => state.change);
  const toggle = useStore(layoutStore, (state) => state.toggle);
  const hasTrace = useStore(slotsStore, (state) => state.slots[0]?.trace != null);
  const lab = useStore(labStore, (state) => state.open);
  const ThemeIcon = THEME_ICON[theme];
  return (
    <header className="header">
      <h1 className="hidden">{text.app}</h1>
      <ModelPicker />
      <ComparePicker />
      {lab ? <div className="tabs" /> : <ViewTabs />}
      <div className="header-tools">
        <ToggleButton className="button quiet" isSelected={lab} onChange={(open) => labStore.getState().change({ open })}>
          <FlaskConical size={15} aria-hidden />
          {LAB.lab[language]}
        </ToggleButton>
        <Button className="button quiet" isDisabled={!hasTrace || lab} onPress={() => toggle("figure")}>
          <ImageDown size={15} aria-hidden />
          {text.header.figure}
        </Button>
        <Button className="button quiet" aria-label={text.header.palette} onPress={() => toggle("palette")}>
          <Command size={15} aria-hidden />
          <kbd>{keyLabel("Mod+K", IS_MAC)}</kbd>
        </Button>
        <IconButton label={text.header.theme[theme]} onPress={() => change({ theme: NEXT_THEME[theme] })}>
          <ThemeIcon size={15} />
        </IconButton>
        <IconButton label={text.header.languageHint} onPress={() => change({ language: language === "en" ? "zh" : "en" })}>
          <Languages size={15} />
        </IconButton>
        <IconButton label={text.header.help} shortcut="?" onPress={() => toggle("shortcuts")}>
          <CircleHelp size={15} />
        </IconButton>
      </div>
    </header>
  );
}
