// Every head's attention to the answer at the step that decides it, computed for this one sample. A head opens in the attention view.

import { useEffect, useMemo, useRef, useState } from "react";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import { drawSweepFigure, resultData } from "../../../shared/figures/needle/sweepFigure.ts";
import heads from "../../../shared/figures/needle-heads/sweep.ts";
import { headScores } from "../../../shared/needle/ablation.ts";
import { frameOf } from "../../../shared/needle/assemble.ts";
import type { Experiment } from "../../../shared/needle/executor.ts";
import type { PlannedCell } from "../../../shared/needle/plan.ts";
import { keepAttention, type NeedleCell, type NeedleResult } from "../../../shared/needle/result.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import { catalogStore } from "../../state/catalog.ts";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { stagePaper } from "../../views/parts/drawFigure.ts";
import { useSize } from "../../views/parts/useSize.ts";
import { useLanguage } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { problemText, TEXTS } from "./texts.ts";

interface Props {
  readonly experiment: Experiment;
  readonly cell: PlannedCell;
  readonly number: number;
  /** Hears which head looks most at the answer. */
  onBest(head: HeadRef | null): void;
  onOpen(head: HeadRef): void;
}

/** Rows of heads at this height, in pixels. */
const ROW = 24;

export function HeadGrid({ experiment, cell, number, onBest, onOpen }: Props) {
  const language = useLanguage();
  const theme = useTheme();
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const point = useRef<ScenePoint | null>(null);
  const [measured, setMeasured] = useState<NeedleResult | null>(null);
  const [problem, setProblem] = useState<ErrorReport | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    labServices()
      .inspect(experiment, cell.model, cell, number, abort.signal)
      .then((sums) => {
        if (abort.signal.aborted) return;
        const attention = keepAttention(sums);
        const result = attention && oneCell(experiment, { ...cell, samples: [], attention });
        setMeasured(result);
        const [record] = result?.models ?? [];
        const all = record && result ? headScores(record, result.cells) : [];
        const best = all.reduce<(typeof all)[number] | null>((found, head) => (!found || head.answer > found.answer ? head : found), null);
        onBest(best && { layer: best.layer, head: best.head });
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setProblem(toReport(thrown));
      });
    return () => abort.abort();
  }, [experiment, cell, number, onBest]);

  const layers = measured?.models[0]?.layers.length ?? 0;
  const scene = useMemo(() => {
    if (!measured || !size || size.width < 80) return null;
    const paper = stagePaper({ width: size.width, height: layers * ROW + 96 }, theme, language);
    return drawSweepFigure({ ...heads, id: "needle-heads" }, resultData(measured), { measure: "answer" }, paper);
  }, [measured, size, layers, theme, language]);
  const chosen = (): HeadRef | null => {
    const { query, key } = point.current ?? {};
    const layer = typeof query === "number" ? measured?.models[0]?.layers[query] : undefined;
    return layer === undefined || typeof key !== "number" ? null : { layer, head: key };
  };
  return (
    <section className={styles["heads"]}>
      <h3>{TEXTS.headsTitle[language]}</h3>
      <p className="muted">{problem ? problemText(problem, language) : measured ? TEXTS.headsHint[language] : TEXTS.measuring[language]}</p>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button above opens the best head; the attention view has keys for the others */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a picture whose cells can be clicked */}
      <div
        ref={ref}
        data-heads={measured ? "ready" : "measuring"}
        onClick={() => {
          const head = chosen();
          if (head) onOpen(head);
        }}
      >
        {scene ? (
          <SceneView
            scene={scene}
            onPoint={(next) => {
              point.current = next;
              const head = chosen();
              if (ref.current) ref.current.title = head ? TEXTS.heads(headName(head))[language] : "";
            }}
          />
        ) : null}
      </div>
    </section>
  );
}

/** A result of one cell, for the figure of heads. */
function oneCell(experiment: Experiment, cell: NeedleCell): NeedleResult {
  const manifests = new Map((catalogStore.getState().models ?? []).flatMap(({ id, manifest }) => (manifest ? [[id, manifest]] : [])));
  const frame = frameOf({ ...experiment, spec: { ...experiment.spec, models: [cell.model] } }, manifests);
  return { ...frame, cells: [cell], ablations: [], run: { engine: "", seconds: 0, samplesPerSecond: 0 } };
}
