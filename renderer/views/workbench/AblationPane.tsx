// Heads switched off, and what becomes of the answer.

import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { type Target, usualTarget } from "../../../shared/ablation/answer.ts";
import { headSwitch } from "../../../shared/ablation/headSwitch.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import type { Spans } from "../../../shared/measures/context.ts";
import { headName, headNames } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { Picker } from "../parts/Picker.tsx";
import { ablationKey, startAblation } from "./jobs.ts";
import { Problem } from "./Problem.tsx";
import { Progress } from "./Progress.tsx";
import type { WorkbenchSettings } from "./settings.ts";
import { type AblationFound, workbenchStore } from "./store.ts";
import { TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

/** Heads that are listed by name; all of them are in the table. */
const LISTED = 5;

interface AblationPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  readonly spans: Spans;
  readonly heads: readonly HeadRef[];
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function AblationPane({ trace, slot, spans, heads, language, settings, change }: AblationPaneProps) {
  const job = useStore(workbenchStore, (state) => state.job);
  const problem = useStore(workbenchStore, ({ problems }) => problems.ablation);
  const target = settings.target ?? usualTarget(spans, trace.tokens.length);
  const key = ablationKey(trace, spans, target);
  const found = useStore(workbenchStore, ({ ablation }) => (ablation?.key === key ? ablation : null));
  if (!headSwitch(trace.manifest)) return <p className={styles["hint"]}>{TEXTS.noSwitch[language]}</p>;
  const start = (set: readonly HeadRef[] | null): void => void startAblation(slot, trace, spans, settings.target, set);
  return (
    <>
      <p className={styles["hint"]}>{TEXTS.ablationHint[language]}</p>
      <div className={styles["line"]}>
        <Picker
          label={TEXTS.target[language]}
          value={target}
          options={[
            { value: "after", text: TEXTS.targetAfter[language] },
            { value: "last", text: TEXTS.targetLast[language] },
          ]}
          onChange={(value: Target) => change({ target: value })}
        />
      </div>
      {job ? (
        <Progress job={job} language={language} />
      ) : (
        <div className={styles["line"]}>
          <Button className="button small" onPress={() => start(null)}>
            {TEXTS.each[language]}
          </Button>
          <Button className="button small" onPress={() => start(heads)}>
            {TEXTS.together[language]} ({headNames(heads, language)})
          </Button>
        </div>
      )}
      {problem ? <Problem problem={problem} language={language} /> : null}
      {found ? <Found found={found} language={language} /> : null}
    </>
  );
}

/** ln p and p: "−1.23 (p = 0.29)". */
function logAndProbability(logProbability: number): string {
  return `${formatValue(logProbability, 4)} (p = ${formatValue(Math.exp(logProbability), 3)})`;
}

function Found({ found, language }: { readonly found: AblationFound; readonly language: Language }) {
  const { baseline, set, each } = found;
  const strongest = [...each].sort((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, LISTED);
  return (
    <>
      <dl className={styles["pairs"]} data-ablation="">
        {baseline ? (
          <div>
            <dt>{TEXTS.probability[language]}, ln p</dt>
            <dd data-field="baseline">{logAndProbability(baseline.logProbability)}</dd>
          </div>
        ) : null}
        {set ? (
          <div>
            <dt>
              {TEXTS.off[language]}: {headNames(set.heads, language)}, {TEXTS.change[language]}
            </dt>
            <dd data-field="set">{formatValue(set.change, 4)}</dd>
          </div>
        ) : null}
      </dl>
      {strongest.length > 0 ? (
        <>
          <p className={styles["hint"]}>{TEXTS.strongest[language]}</p>
          <dl className={styles["pairs"]} data-strongest="">
            {strongest.map(({ heads: [head], change }) =>
              head ? (
                <div key={headName(head)}>
                  <dt>{headName(head)}</dt>
                  <dd data-field={headName(head)}>{formatValue(change, 4)}</dd>
                </div>
              ) : null,
            )}
          </dl>
          <p className={styles["hint"]}>{TEXTS.inTable[language]}</p>
        </>
      ) : null}
    </>
  );
}
