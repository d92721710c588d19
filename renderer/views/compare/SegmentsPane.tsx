// Where the attention of both models goes, part by part of the text, as bars on one scale and as the same numbers.

import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import segmentBars from "../../../shared/figures/segment-bars/figure.ts";
import { sidesOf } from "../../../shared/figures/segment-bars/sides.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { Picker } from "../parts/Picker.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { useSize } from "../parts/useSize.ts";
import own from "./compare.module.css";
import { barsFigure, type Shown } from "./figure.ts";
import { SegmentsTable } from "./SegmentsTable.tsx";
import type { CompareSettings } from "./settings.ts";
import { say, TEXTS } from "./texts.ts";

interface Props {
  readonly first: Shown & { readonly chosen: readonly HeadRef[] };
  readonly second: Shown & { readonly chosen: readonly HeadRef[] };
  readonly settings: CompareSettings;
  readonly theme: ThemeName;
  readonly language: Language;
  change(change: Partial<CompareSettings>): void;
}

/** Whether the trace has the map already. */
const holds = ({ trace }: Shown, map: MapChoice | null): boolean => map !== null && mapCaptures(trace, map).length > 0;

/** The models that have nothing to share out, as one whose maps are weights of a recurrence: asking them again brings nothing. */
function withoutWeights(first: Shown, second: Shown, figure: ReturnType<typeof barsFigure>): string[] {
  const models = [...(figure.map ? [] : [first]), ...(figure.second.map ? [] : [second])];
  return [...new Set(models.map(({ trace }) => trace.manifest.title))];
}

export function SegmentsPane({ first, second, settings, theme, language, change }: Props) {
  const spans = useStore(useSelectionStore(0), ({ selection }) => selection.spans);
  const { over, shares } = settings;
  // The head under the pointer is not counted: bars that jump while the pointer passes say nothing.
  const figure = useMemo(
    () => barsFigure({ ...first, heads: first.chosen }, { ...second, heads: second.chosen }, spans, settings),
    [first, second, spans, settings],
  );
  const held = holds(first, figure.map) && holds(second, figure.second.map);
  const without = withoutWeights(first, second, figure);
  const sides = useMemo(
    () => (spans.length > 0 && held ? sidesOf(first.trace, second.trace, figure) : null),
    [first.trace, second.trace, figure, spans, held],
  );
  const [a, b] = sides ?? [];
  return (
    <section
      className={own["segments"]}
      aria-label={TEXTS.barsTitle[language]}
      data-segments={over}
      data-shares={shares}
      data-empty={spans.length === 0 || without.length > 0}
    >
      <div className={own["segmentsBar"]}>
        <h3 className={own["segmentsTitle"]}>{TEXTS.barsTitle[language]}</h3>
        <Picker
          label={TEXTS.over[language]}
          value={over}
          options={[
            { value: "all", text: TEXTS.all[language] },
            { value: "chosen", text: TEXTS.chosen[language] },
          ]}
          onChange={(next) => change({ over: next })}
        />
        <Picker
          label={TEXTS.shares[language]}
          value={shares}
          options={[
            { value: "row", text: TEXTS.row[language] },
            { value: "weight", text: TEXTS.weight[language] },
          ]}
          onChange={(next) => change({ shares: next })}
        />
      </div>
      {without.length > 0 ? (
        <StageNotice title={say(TEXTS.noWeights[language], { models: without.join(TEXTS.and[language]) })} remedy="" />
      ) : spans.length === 0 ? (
        <StageNotice title={TEXTS.nothingMarked[language]} remedy={TEXTS.howToMark[language]} />
      ) : !a || !b ? (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={own["segmentsBody"]} tabIndex={0} aria-label={TEXTS.numbers[language]}>
          <Bars first={first.trace} second={second.trace} figure={figure} theme={theme} language={language} />
          <SegmentsTable first={a} second={b} shares={shares} language={language} />
        </section>
      )}
    </section>
  );
}

interface BarsProps {
  readonly first: Trace;
  readonly second: Trace;
  readonly figure: ReturnType<typeof barsFigure>;
  readonly theme: ThemeName;
  readonly language: Language;
}

function Bars({ first, second, figure, theme, language }: BarsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const scene = useMemo(
    () => (size && size.width >= 80 && size.height >= 80 ? drawFigure(segmentBars, first, figure, size, theme, language, second) : null),
    [size, first, second, figure, theme, language],
  );
  return (
    <div ref={ref} className={own["bars"]}>
      {scene && <SceneView scene={scene} />}
    </div>
  );
}
