import { RotateCcw } from "lucide-react";
import { memo } from "react";
import { Button, Switch, ToggleButton } from "react-aria-components";
import { useStore } from "zustand";
import { headSwitch, isHeadOff } from "../../../shared/ablation/headSwitch.ts";
import type { KnobInfo, Manifest } from "../../../shared/manifest/schema.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { knobElements, toggleHead, withKnob, withKnobElement, withoutKnob } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { SliderField } from "../../ui/SliderField.tsx";
import type { Text } from "../text/en.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { isOn, knobReading, knobSlider } from "./knobSlider.ts";
import { Section } from "./Section.tsx";

const NONE: KnobValues = {};

/** The knobs of the open model as live controls, made from its manifest. */
export function KnobsSection({ index }: { readonly index: number }) {
  const text = useText();
  const manifest = useStore(slotsStore, (state) => {
    const load = state.slots[index]?.load;
    return load?.state === "ready" ? load.manifest : null;
  });
  const knobs = useStore(slotsStore, (state) => state.slots[index]?.knobs) ?? NONE;
  const change = useStore(slotsStore, (state) => state.change);
  if (!manifest) return null;
  const changed = Object.keys(knobs).length > 0;
  return (
    <Section
      title={text.knobs.title}
      after={
        changed ? (
          <Button className="button small quiet" onPress={() => change(index, { knobs: {} })}>
            <RotateCcw size={12} aria-hidden />
            {text.knobs.resetAll}
          </Button>
        ) : null
      }
    >
      {manifest.knobs.length === 0 ? <p className="muted">{text.knobs.none}</p> : null}
      {manifest.knobs.map((knob) => (
        <Knob key={knob.input} index={index} manifest={manifest} knob={knob} values={knobs[knob.input]} />
      ))}
    </Section>
  );
}

interface KnobProps {
  /** Whose knob: the slot's. */
  readonly index: number;
  readonly manifest: Manifest;
  readonly knob: KnobInfo;
  /** Its elements, where they differ from the default. */
  readonly values: readonly number[] | undefined;
}

interface ControlProps extends Omit<KnobProps, "index" | "values"> {
  readonly knobs: KnobValues;
  change(next: (knobs: KnobValues) => KnobValues): void;
}

/** Drawn anew only when its own elements change: a slider on the move must not draw 48 switches with every step. */
const Knob = memo(function Knob({ index, manifest, knob, values }: KnobProps) {
  const text = useText();
  const language = useLanguage();
  const changed = values !== undefined;
  const control: ControlProps = {
    manifest,
    knob,
    knobs: values ? { [knob.input]: values } : NONE,
    change: (next) => {
      const { slots, change } = slotsStore.getState();
      change(index, { knobs: next(slots[index]?.knobs ?? NONE) });
    },
  };
  const title = knob.title[language];
  return (
    <fieldset className="knob" aria-label={title}>
      <div className="knob-title">
        <span title={knob.text[language]}>{title}</span>
        {changed ? (
          <span className="changed">
            {text.knobs.changed}
            <IconButton label={`${text.knobs.reset}: ${title}`} onPress={() => control.change((knobs) => withoutKnob(knobs, knob))}>
              <RotateCcw size={12} />
            </IconButton>
          </span>
        ) : null}
      </div>
      {knob === headSwitch(manifest) ? (
        <HeadGrid {...control} />
      ) : knob.acts === "switch" ? (
        <Switches {...control} />
      ) : (
        <Sliders {...control} />
      )}
    </fieldset>
  );
});

/** One switch a head: layers down, heads across. */
function HeadGrid({ manifest, knob, knobs, change }: ControlProps) {
  const text = useText();
  const [layers = 0, heads = 0] = knob.shape;
  return (
    <div className="head-grid" title={text.knobs.headGrid} style={{ gridTemplateColumns: `repeat(${heads}, minmax(0, 1fr))` }}>
      {Array.from({ length: layers * heads }, (_, place) => {
        const layer = Math.floor(place / heads);
        const head = place % heads;
        return (
          <ToggleButton
            key={String(place)}
            className="head-cell"
            aria-label={text.knobs.headToggle(headName({ layer, head }))}
            isSelected={!isHeadOff(manifest, knobs, layer, head)}
            onChange={() => change((present) => toggleHead(manifest, present, layer, head))}
          />
        );
      })}
    </div>
  );
}

/** What an element of a knob with a single axis is called; the last module is SKIP. */
function elementName({ axes, shape }: KnobInfo, index: number, { knobs }: Text): string {
  if (axes[0] === "layer") return knobs.layer(index);
  if (axes[0] === "module") return index === (shape[0] ?? 0) - 1 ? "SKIP" : knobs.module(index);
  return String(index + 1);
}

/** One switch for all elements, and one for each where the knob has a single axis; that of all is on while any is. */
function Switches({ knob, knobs, change }: ControlProps) {
  const text = useText();
  const elements = knobElements(knob, knobs);
  const endOf = (on: boolean): number => (on ? knob.maximum : knob.minimum);
  const each = knob.shape.length === 1 && elements.length > 1;
  return (
    <>
      <Switch
        className="switch"
        isSelected={elements.some((value) => isOn(knob, value))}
        onChange={(on) =>
          change((present) =>
            withKnob(
              present,
              knob,
              elements.map(() => endOf(on)),
            ),
          )
        }
      >
        <span className="switch-track" aria-hidden />
        {text.knobs.all}
      </Switch>
      {each ? (
        <div className="knob-switches">
          {elements.map((value, index) => (
            <Switch
              // biome-ignore lint/suspicious/noArrayIndexKey: an element of a knob is named by its place alone
              key={index}
              className="switch"
              isSelected={isOn(knob, value)}
              onChange={(on) => change((present) => withKnobElement(present, knob, index, endOf(on)))}
            >
              <span className="switch-track" aria-hidden />
              {elementName(knob, index, text)}
            </Switch>
          ))}
        </div>
      ) : null}
    </>
  );
}

/** One slider for all elements, and one for each where the knob has a single axis. */
function Sliders({ knob, knobs, change }: ControlProps) {
  const text = useText();
  const elements = knobElements(knob, knobs);
  const { place, valueAt, ...range } = knobSlider(knob);
  const read = (value: number): string => knobReading(knob, value, text.knobs);
  const first = elements[0] ?? knob.default;
  const uniform = elements.every((value) => value === first);
  const mean = elements.reduce((sum, value) => sum + place(value), 0) / Math.max(1, elements.length);
  const common = { ...range, shipped: place(knob.default) };
  return (
    <>
      <SliderField
        {...common}
        label={text.knobs.all}
        value={uniform ? place(first) : mean}
        shown={uniform ? read(first) : text.status.knobMixed}
        changed={!uniform || first !== knob.default}
        onChange={(value) =>
          change((present) =>
            withKnob(
              present,
              knob,
              elements.map(() => valueAt(value)),
            ),
          )
        }
      />
      {knob.shape.length === 1 && elements.length > 1
        ? elements.map((value, index) => (
            <SliderField
              // biome-ignore lint/suspicious/noArrayIndexKey: an element of a knob is named by its place alone
              key={index}
              {...common}
              label={elementName(knob, index, text)}
              value={place(value)}
              shown={read(value)}
              changed={value !== knob.default}
              onChange={(next) => change((present) => withKnobElement(present, knob, index, valueAt(next)))}
            />
          ))
        : null}
    </>
  );
}
