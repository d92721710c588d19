// Under the maps: λ of every layer or of each head and token, or what the head passes on; beside it the exact numbers of λ
// and the knobs that change it.

import { type MouseEvent, useCallback, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import headOutput from "../../../shared/figures/head-output/figure.ts";
import lambdaByLayer from "../../../shared/figures/lambda-by-layer/figure.ts";
import lambdaByToken from "../../../shared/figures/lambda-by-token/figure.ts";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { knobElements, withKnobElement } from "../../state/knobs.ts";
import type { Settings } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { Crosshair } from "../parts/Crosshair.tsx";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { Region } from "../parts/Region.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";
import { useSize } from "../parts/useSize.ts";
import styles from "./differential.module.css";
import { FixedKnob } from "./FixedKnob.tsx";
import { belowFigure } from "./figure.ts";
import { layerAt } from "./layerAt.ts";
import { lambdasOf } from "./readings.ts";
import type { DifferentialSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

interface LambdaPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  /** The head that the stage shows. */
  readonly head: HeadRef;
  readonly settings: DifferentialSettings;
  readonly sequential: Settings["sequential"];
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LambdaPane({ trace, slot, head: shown, settings, sequential, theme, language }: LambdaPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const point = useRef<ScenePoint | null>(null);
  const size = useSize(ref);
  const { layer } = shown;
  const count = trace.tokens.length;
  const lambdas = useMemo(() => lambdasOf(trace), [trace]);
  const selectionStore = useSelectionStore();
  const hoverStore = useHoverStore();
  const region = useStore(selectionStore, ({ selection }) => selection.region);
  const missing = settings.below === "output" && !trace.captures.some(({ role, layer: at }) => role === "attention.output" && at === layer);
  const scene = useMemo(() => {
    if (!size || size.width < 80 || size.height < 60 || lambdas.length === 0 || missing) return null;
    const made = belowFigure(trace, { region }, shown, settings, sequential);
    if (made.figure === "lambda-by-token") return drawFigure(lambdaByToken, trace, made.settings, size, theme, language);
    if (made.figure === "head-output") {
      const resolution = stageResolution(size);
      return drawFigure(headOutput, trace, { ...made.settings, resolution }, size, theme, language);
    }
    return drawFigure(lambdaByLayer, trace, made.settings, size, theme, language);
  }, [trace, lambdas, missing, region, shown, settings, sequential, size, theme, language]);
  const head = useStore(selectionStore, ({ selection }) => selection.heads[0]?.head ?? 0);
  const select = useStore(selectionStore, (state) => state.select);
  const choose = useCallback((next: number) => select({ heads: [{ layer: next, head }] }), [select, head]);
  const read = (next: ScenePoint | null): void => {
    point.current = next;
    hoverStore.getState().setHover(next?.query == null ? null : { query: next.query });
  };
  const press = (event: MouseEvent<HTMLDivElement>): void => {
    if (settings.below !== "layers") {
      // A row of λ is of a head: a click shows that head at that token.
      const { query, frame } = point.current ?? {};
      if (query == null || !frame) return;
      const own = settings.below === "tokens" ? { heads: [{ layer: frame.shows.layer, head: frame.shows.head }] } : {};
      select({ query, ...own });
      return;
    }
    const next = scene && layerAt(scene, event.clientX - event.currentTarget.getBoundingClientRect().left);
    if (next !== null && next !== layer) choose(next);
  };
  return (
    <Region className={styles["pane"]} label={TEXTS.lambdaTitle[language]}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the table beside it has a button for each layer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: [ and ] move the layer everywhere */}
      <div ref={ref} className={styles["chart"]} onClick={press} data-lambda-chart="">
        {scene && (
          <SceneView scene={scene} onPoint={read}>
            {settings.below !== "layers" && <Crosshair scene={scene} rows={count} columns={count} tokens={trace.tokens} />}
          </SceneView>
        )}
        {missing && <StageNotice title={TEXTS.noOutput[language]} remedy="" />}
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
                    {/* The keyboard's way to the row, which hears its click. */}
                    <button type="button" aria-pressed={one.layer === layer}>
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
          .map((knob) =>
            knob.default < 0 ? (
              <FixedKnob
                key={knob.input}
                knob={knob}
                slot={slot}
                layer={layer}
                present={lambdas.find((one) => one.layer === layer)?.lambda ?? 0}
                language={language}
              />
            ) : (
              <LayerKnob key={knob.input} knob={knob} slot={slot} layer={layer} language={language} />
            ),
          )}
      </div>
    </Region>
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
