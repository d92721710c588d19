import { X } from "lucide-react";
import { useState } from "react";
import { Button, Group, Input, Label, NumberField } from "react-aria-components";
import { useStore } from "zustand";
import { sentencesOf } from "../../../shared/error.ts";
import { layoutStore } from "../../state/layout.ts";
import { settingsStore } from "../../state/settings.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Section } from "../inspector/Section.tsx";
import { useServices } from "../services.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { COLUMN_WIDTHS, figureStore, useDpi, useFigureOptions, WIDTH_LIMITS } from "./options.ts";
import { saveFigure, saveSpec } from "./save.ts";
import { useFigure } from "./useFigure.ts";

/** How the figure is printed, and what can be done with it: in place of the inspector while a figure is made. */
export function FigureOptionsPane() {
  const text = useText();
  const language = useLanguage();
  const options = useFigureOptions();
  const dpi = useDpi();
  const change = useStore(figureStore, (state) => state.change);
  const changeSettings = useStore(settingsStore, (state) => state.change);
  const show = useStore(layoutStore, (state) => state.show);
  const column = COLUMN_WIDTHS.find((width) => width === options.width);
  const [custom, setCustom] = useState(column === undefined);
  return (
    <Section
      title={text.figure.title}
      after={
        <IconButton label={text.figure.close} shortcut="F" onPress={() => show(null)}>
          <X size={14} />
        </IconButton>
      }
    >
      <div className="fields">
        <Segmented
          label={text.figure.format}
          value={options.format}
          options={[
            { value: "svg", text: "SVG" },
            { value: "png", text: "PNG" },
          ]}
          onChange={(format) => change({ format })}
        />
        {options.format === "png" ? (
          <NumberBox
            label={text.figure.dpi}
            value={dpi}
            minimum={72}
            maximum={1200}
            unit="dpi"
            onChange={(next) => changeSettings({ dpi: Math.round(next) })}
          />
        ) : null}
        <Segmented
          label={text.figure.width}
          value={custom ? "custom" : String(options.width)}
          options={[
            ...COLUMN_WIDTHS.map((width) => ({ value: String(width), text: `${width} ${text.figure.millimetres}` })),
            { value: "custom", text: text.figure.custom },
          ]}
          onChange={(value) => {
            setCustom(value === "custom");
            if (value !== "custom") change({ width: Number(value) });
          }}
        />
        {custom ? (
          <NumberBox
            label={text.figure.custom}
            value={options.width}
            {...WIDTH_LIMITS}
            unit={text.figure.millimetres}
            onChange={(width) => change({ width })}
          />
        ) : null}
        <Segmented
          label={text.figure.theme}
          value={options.theme}
          options={[
            { value: "light", text: text.figure.light },
            { value: "dark", text: text.figure.dark },
          ]}
          onChange={(theme) => change({ theme })}
        />
        <Segmented
          label={text.figure.language}
          value={options.language ?? language}
          options={[
            { value: "en", text: "English" },
            { value: "zh", text: "中文" },
          ]}
          onChange={(next) => change({ language: next })}
        />
        <Segmented
          label={text.figure.furniture}
          value={options.furniture}
          options={[
            { value: "full", text: text.figure.full },
            { value: "bare", text: text.figure.bare },
          ]}
          onChange={(furniture) => change({ furniture })}
        />
      </div>
      <SaveButtons />
    </Section>
  );
}

/** Save, caption and spec; what came of it is said beneath. */
function SaveButtons() {
  const text = useText();
  const language = useLanguage();
  const { host } = useServices();
  const figure = useFigure();
  const { format } = useFigureOptions();
  const dpi = useDpi();
  const [said, setSaid] = useState<{ readonly text: string; readonly failed: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    setSaid(null);
    try {
      const sentence = await work();
      if (sentence !== null) setSaid({ text: sentence, failed: false });
    } catch (thrown) {
      setSaid({ text: sentencesOf(thrown)[language], failed: true });
    }
    setBusy(false);
  };
  const named = (name: string | null): string | null => (name === null ? null : text.figure.saved(name));
  const disabled = !figure?.scene || busy;
  return (
    <>
      <div className="row wrap">
        <Button
          className="button strong"
          isDisabled={disabled}
          onPress={() =>
            void attempt(async () => (figure?.scene ? named(await saveFigure(host, figure.scene, figure.spec, format, dpi)) : null))
          }
        >
          {busy ? text.figure.saving : `${text.figure.save} ${format.toUpperCase()}`}
        </Button>
        <Button
          className="button"
          isDisabled={disabled}
          onPress={() =>
            void attempt(async () => {
              await navigator.clipboard.writeText(figure?.scene?.caption ?? "");
              return text.figure.copied;
            })
          }
        >
          {text.figure.copyCaption}
        </Button>
        <Button
          className="button"
          isDisabled={disabled}
          onPress={() => void attempt(async () => (figure?.scene ? named(await saveSpec(host, figure.spec)) : null))}
        >
          {text.figure.saveSpec}
        </Button>
      </div>
      <p role="status" className={said?.failed ? "problem" : "muted"}>
        {said?.text}
      </p>
    </>
  );
}

interface NumberBoxProps {
  readonly label: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  onChange(value: number): void;
}

function NumberBox({ label, value, minimum, maximum, unit, onChange }: NumberBoxProps) {
  return (
    <NumberField
      className="number"
      value={value}
      minValue={minimum}
      maxValue={maximum}
      onChange={(next) => Number.isFinite(next) && onChange(next)}
    >
      <Label className="field-label">{label}</Label>
      <Group className="number-box">
        <Input className="number-input numeric" />
        <span className="muted">{unit}</span>
      </Group>
    </NumberField>
  );
}
