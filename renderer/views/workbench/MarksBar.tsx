// Marks by what the text says, and what is marked now.

import { type KeyboardEvent, useId, useState } from "react";
import { toReport } from "../../../shared/error.ts";
import { headContext, type Spans } from "../../../shared/measures/context.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import { placesFor } from "../../../shared/spans/pattern.ts";
import { tokensOf, withMarks } from "../../../shared/spans/tokens.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { measurer } from "../../compute/measures/client.ts";
import { useSelectionStore } from "../parts/slot.ts";
import { problemText } from "./Problem.tsx";
import type { WorkbenchSettings } from "./settings.ts";
import { SAY, TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

interface MarksBarProps {
  readonly trace: Trace;
  readonly spans: Spans;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function MarksBar({ trace, spans, language, settings, change }: MarksBarProps) {
  const asked = headContext(trace.tokens, spans, null).asked.length;
  return (
    <div className={styles["marks"]}>
      <PatternField
        kind="answer"
        label={TEXTS.answerPattern[language]}
        trace={trace}
        language={language}
        value={settings.answerPattern}
        onChange={(answerPattern) => change({ answerPattern })}
      />
      <PatternField
        kind="query"
        label={TEXTS.queryPattern[language]}
        trace={trace}
        language={language}
        value={settings.queryPattern}
        onChange={(queryPattern) => change({ queryPattern })}
      />
      <span className={styles["hint"]}>{SAY.asked[language](asked)}</span>
    </div>
  );
}

interface PatternFieldProps {
  readonly kind: "answer" | "query";
  readonly label: string;
  readonly trace: Trace;
  readonly language: Language;
  readonly value: string;
  onChange(value: string): void;
}

function PatternField({ kind, label, trace, language, value, onChange }: PatternFieldProps) {
  const selection = useSelectionStore();
  const hint = useId();
  const [said, setSaid] = useState<string | null>(null);
  const mark = async (): Promise<void> => {
    setSaid(null);
    const { selection: now, select } = selection.getState();
    if (value === "") {
      if (now.spans.some((span) => span.kind === kind)) select({ spans: now.spans.filter((span) => span.kind !== kind) });
      return;
    }
    try {
      const places = placesFor(kind, await measurer.match(trace.text, value));
      const runs = places.map((place) => tokensOf(trace.tokens, place)).filter((run) => run !== null);
      if (runs.length === 0) setSaid(`“${value}” ${TEXTS.notFound[language]}`);
      else select({ spans: [...withMarks(selection.getState().selection.spans, kind, runs)] });
      const [run] = runs;
      if (run) setSaid(SAY.tokens[language](tokenNumber(run.start), tokenNumber(run.end - 1)));
    } catch (thrown) {
      setSaid(problemText(toReport(thrown), language));
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter") void mark();
  };
  return (
    <span className={styles["field"]} data-mark={kind}>
      <label>
        {label}{" "}
        <input
          value={value}
          placeholder={TEXTS.patternHint[language]}
          title={TEXTS.patternHelp[language]}
          aria-describedby={hint}
          spellCheck={false}
          maxLength={500}
          data-pattern={kind}
          onChange={(event) => {
            setSaid(null);
            onChange(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <span id={hint} role="status">
        {said}
      </span>
    </span>
  );
}
