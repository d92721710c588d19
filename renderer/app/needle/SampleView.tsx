// One sample: its prompt with needle, other needles and question marked, what the model wrote, and every head's attention to the
// answer at the step that decided it. From here the attention view opens on that step.

import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import { type Decided, decidedStep } from "../../../shared/needle/decided.ts";
import type { Experiment } from "../../../shared/needle/executor.ts";
import type { PlannedCell } from "../../../shared/needle/plan.ts";
import type { Prompt } from "../../../shared/needle/prompt.ts";
import type { CellSample } from "../../../shared/needle/result.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import { catalogStore } from "../../state/catalog.ts";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { chooseFile, TEXT_FILE } from "./files.ts";
import { HeadGrid } from "./HeadGrid.tsx";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { markedText } from "./markedText.ts";
import { openSample } from "./openSample.ts";
import { MISTAKE_NAMES, problemText, TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

interface Props {
  readonly cell: PlannedCell;
  readonly number: number;
  readonly sample: CellSample;
}

interface Made {
  readonly prompt: Prompt;
  readonly decided: Decided;
}

export function SampleView({ cell, number, sample }: Props) {
  const language = useLanguage();
  const { loader } = useServices();
  const { lab } = labServices();
  const shown = useLab((state) => state.shown);
  const entry = useStore(catalogStore, (state) => state.models?.find(({ id }) => id === cell.model));
  const [best, setBest] = useState<HeadRef | null>(null);
  const experiment = shown?.experiment ?? null;
  const { made, problem } = usePrompt(experiment, cell, number, sample);
  const record = shown?.data.result?.models.find(({ id }) => id === cell.model);
  const other = entry?.manifest && record && entry.manifest.graph.sha256 !== record.sha256;
  const open = (head: HeadRef | null): void => {
    if (made) void openSample(loader, cell.model, made.decided, head);
  };
  return (
    <div className={styles["sample"]}>
      <div className="row">
        <Button className="button small" onPress={() => changeLab({ sample: null })}>
          <ArrowLeft size={13} aria-hidden />
          {TEXTS.backToCell[language]}
        </Button>
        <h3>
          {TEXTS.sample[language]} {number + 1}
        </h3>
      </div>
      <Answers sample={sample} prompt={made?.prompt ?? null} />
      {other ? <p className="changed">{TEXTS.otherModel[language]}</p> : null}
      {experiment ? null : (
        <p>
          {TEXTS.needText[language]}{" "}
          <Button className="button small" onPress={() => chooseFile(TEXT_FILE, (file) => void lab.takeTextOfShown(file))}>
            {TEXTS.chooseText[language]}
          </Button>
        </p>
      )}
      {problem ? <p className="problem">{problemText(problem, language)}</p> : null}
      {made && experiment ? (
        <>
          <div className="row tight">
            <Button className="button strong" isDisabled={!entry?.manifest} onPress={() => open(best)}>
              {TEXTS.openView[language]}
            </Button>
          </div>
          <Legend />
          <p className={styles["prompt"]} data-prompt="">
            {markedText(made.prompt, made.decided.text).map(({ start, text, kind }) =>
              kind ? (
                <mark key={start} data-kind={kind}>
                  {text}
                </mark>
              ) : (
                <span key={start}>{text}</span>
              ),
            )}
          </p>
          <HeadGrid experiment={experiment} cell={cell} number={number} onBest={setBest} onOpen={open} />
        </>
      ) : experiment && !problem ? (
        <p className="muted">{TEXTS.reading[language]}</p>
      ) : null}
    </div>
  );
}

/** The prompt of a sample, made again. */
function usePrompt(
  experiment: Experiment | null,
  cell: PlannedCell,
  number: number,
  sample: CellSample,
): { made: Made | null; problem: ErrorReport | null } {
  const [made, setMade] = useState<Made | null>(null);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  useEffect(() => {
    if (!experiment) return;
    let wanted = true;
    labServices()
      .prompts(experiment, cell.model, cell, number)
      .then(({ prompt, tokenizer }) => {
        if (wanted) setMade({ prompt, decided: decidedStep(experiment.spec, prompt, sample, tokenizer) });
      })
      .catch((thrown: unknown) => wanted && setProblem(toReport(thrown)));
    return () => {
      wanted = false;
    };
  }, [experiment, cell, number, sample]);
  return { made, problem };
}

/** What was wanted, and what was said. */
function Answers({ sample, prompt }: { readonly sample: CellSample; readonly prompt: Prompt | null }) {
  const language = useLanguage();
  return (
    <dl className={styles["said"]}>
      {sample.said.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: answers have no other name than their place
        <div key={i}>
          <dt>{prompt?.answers[i]?.key ?? `${i + 1}`}</dt>
          <dd data-right={one === "right" || undefined}>
            {one === "right"
              ? `✓ ${prompt?.answers[i]?.value ?? TEXTS.right[language]}`
              : `✗ ${one[1] || "–"} (${MISTAKE_NAMES[one[0]][language]}${prompt ? `; ${TEXTS.wanted[language]} ${prompt.answers[i]?.value ?? ""}` : ""})`}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Legend() {
  const language = useLanguage();
  const kinds = [
    ["answer", TEXTS.answerMark],
    ["other", TEXTS.otherMark],
    ["question", TEXTS.questionMark],
    ["written", TEXTS.writtenMark],
  ] as const;
  return (
    <p className={styles["legend"]}>
      {kinds.map(([kind, text]) => (
        <mark key={kind} data-kind={kind}>
          {text[language]}
        </mark>
      ))}
    </p>
  );
}
