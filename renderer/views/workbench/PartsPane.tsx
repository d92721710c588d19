// Where attention goes, part by part of the text, mean over all heads or the chosen ones.

import { useMemo, useRef } from "react";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import segmentBars from "../../../shared/figures/segment-bars/figure.ts";
import type { Spans } from "../../../shared/measures/context.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { ValueKind } from "../../../shared/trace/vocabulary.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { Picker } from "../parts/Picker.tsx";
import { useSize } from "../parts/useSize.ts";
import { partsFigure } from "./figure.ts";
import type { WorkbenchSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

interface PartsPaneProps {
  readonly trace: Trace;
  readonly map: MapChoice;
  readonly kind: ValueKind;
  readonly spans: Spans;
  readonly heads: readonly HeadRef[];
  readonly theme: ThemeName;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function PartsPane({ trace, map, kind, spans, heads, theme, language, settings, change }: PartsPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const { partsOf, shares } = settings;
  const marked = spans.length > 0;
  const scene = useMemo(
    () =>
      size && size.width >= 80 && size.height >= 80 && marked
        ? drawFigure(
            segmentBars,
            trace,
            partsFigure(map, { spans: [...spans], heads: [...heads] }, { partsOf, shares }),
            size,
            theme,
            language,
          )
        : null,
    [trace, map, spans, heads, partsOf, shares, marked, size, theme, language],
  );
  return (
    <>
      <div className={styles["line"]}>
        <Picker
          label={TEXTS.of[language]}
          value={partsOf}
          options={[
            { value: "all", text: TEXTS.allHeads[language] },
            { value: "chosen", text: TEXTS.chosenHeads[language] },
          ]}
          onChange={(value) => change({ partsOf: value })}
        />
        {kind === "probability" ? null : (
          <Picker
            label={TEXTS.shares[language]}
            value={shares}
            options={[
              { value: "weight", text: TEXTS.asComputed[language] },
              { value: "row", text: TEXTS.rowShare[language] },
            ]}
            onChange={(value) => change({ shares: value })}
          />
        )}
      </div>
      {marked ? null : <p className={styles["hint"]}>{TEXTS.markFirst[language]}</p>}
      <div ref={ref} className={styles["chart"]} data-parts="">
        {scene && <SceneView scene={scene} />}
      </div>
    </>
  );
}
