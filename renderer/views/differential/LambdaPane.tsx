// λ of every layer: the chart, the exact numbers, and the knob that scales it.

import { type MouseEvent, useCallback, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import lambdaByLayer from "../../../shared/figures/lambda-by-layer/figure.ts";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { knobElements, withKnobElement } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { useSelectionStore } from "../parts/slot.ts";
import { useSize } from "../parts/useSize.ts";
import styles from "./differential.module.css";
import { layerAt } from "./layerAt.ts";
import { lambdasOf } from "./readings.ts";
import { TEXTS } from "./texts.ts";

interface LambdaPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  /** The layer that the stage shows. */
  readonly layer: number;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LambdaPane({ trace, slot, layer, theme, language }: LambdaPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const lambdas = useMemo(() => lambdasOf(trace), [trace]);
  const scene = useMemo(
    () =>
      size && size.width >= 80 && size.height >= 60 && lambdas.length > 0
        ? drawFigure(lambdaByLayer, trace, { layer }, size, theme, language)
        : null,
    [trace, lambdas, layer, size, theme, language],
  );
  const selectionStore = useSelectionStore();
  const head = useStore(selectionStore, ({ selection }) => selection.heads[0]?.head ?? 0);
  const select = useStore(selectionStore, (state) => state.select);
  const choose = useCallback((next: number) => select({ heads: [{ layer: next, head }] }), [select, head]);
  const press = (event: MouseEvent<HTMLDivElement>): void => {
    const next = scene && layerAt(scene, event.clientX - event.currentTarget.getBoundingClientRect().left);
    if (next !== null && next !== layer) choose(next);
  };
  return (
    <section className={styles["pane"]} aria-label={TEXTS.lambdaTitle[language]}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has a button for each layer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: [ and ] move the layer everywhere */}
      <div ref={ref} className={styles["chart"]} onClick={press} data-lambda-chart="">
        {scene && <SceneView scene={scene} />}
      </div>
      <div className={styles["side"]}>
        <div className={styles["scroll"]}>
          <table className={styles["table"]}>
            <thead>
              <tr>
                <th scope="col">{TEXTS.layer[language]}</th>
                <th scope="col">{TEXTS.lambda[language]}</th>
                <th scope="col">{TEXTS.initial[language]}</th>
              </tr>
            </thead>
            <tbody>
              {lambdas.map((one) => (
                <tr key={one.layer} data-current={one.layer === layer} onClick={() => choose(one.layer)}>
                  <th scope="row">
                    <button type="button" aria-pressed={one.layer === layer} onClick={() => choose(one.layer)}>
                      L{one.layer + 1}
                    </button>
                  </th>
                  <td data-field={`lambda-L${one.layer + 1}`}>{exactFloat32(one.lambda)}</td>
                  <td data-field={`initial-L${one.layer + 1}`}>{one.initial === null ? "–" : exactFloat32(one.initial)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {trace.manifest.knobs
          .filter(({ axes }) => axes.join() === "layer")
          .map((knob) => (
            <LayerKnob key={knob.input} knob={knob} slot={slot} layer={layer} language={language} />
          ))}
      </div>
    </section>
  );
}

/** One layer's element of a knob that has one for each layer. */
function LayerKnob({
  knob,
  slot,
  layer,
  language,
}: {
  readonly knob: KnobInfo;
  readonly slot: number;
  readonly layer: number;
  readonly language: Language;
}) {
  const value = useStore(slotsStore, ({ slots }) => knobElements(knob, slots[slot]?.knobs ?? {})[layer] ?? knob.default);
  const set = (next: number): void => {
    const { slots, change } = slotsStore.getState();
    change(slot, { knobs: withKnobElement(slots[slot]?.knobs ?? {}, knob, layer, next) });
  };
  return (
    <SliderField
      label={`${knob.title[language]}, L${layer + 1}`}
      value={value}
      minimum={knob.minimum}
      maximum={knob.maximum}
      step={(knob.maximum - knob.minimum) / 100}
      shown={`× ${value.toFixed(2)}`}
      shipped={knob.default}
      changed={value !== knob.default}
      onChange={set}
    />
  );
}
