// Many prompts: a file of them is measured in the background, results are kept, saved, opened again and held against one
// another.

import { type ChangeEvent, useRef } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { headNames } from "../../../shared/selection/headName.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { ComparePane } from "./ComparePane.tsx";
import { openPrompts, openResult, saveResult, startPrompts } from "./jobs.ts";
import { Problem } from "./Problem.tsx";
import { Progress } from "./Progress.tsx";
import { resultTitle } from "./resultTitle.ts";
import type { WorkbenchSettings } from "./settings.ts";
import { type KeptResult, removeResult, workbenchStore } from "./store.ts";
import { SAY, TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

interface PromptsPaneProps {
  readonly slot: number;
  readonly map: MapChoice;
  readonly heads: readonly HeadRef[];
  readonly canAblate: boolean;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function PromptsPane({ slot, map, heads, canAblate, language, settings, change }: PromptsPaneProps) {
  const job = useStore(workbenchStore, (state) => state.job);
  const file = useStore(workbenchStore, (state) => state.file);
  const results = useStore(workbenchStore, (state) => state.results);
  const problem = useStore(workbenchStore, ({ problems }) => problems.prompts);
  const ablation = canAblate ? settings : { ...settings, ablateEach: false, ablateSet: false };
  return (
    <>
      {file || results.length > 0 ? null : <p className={styles["hint"]}>{TEXTS.promptsHint[language]}</p>}
      <div className={styles["line"]}>
        <FileButton label={TEXTS.openPrompts[language]} accept=".txt,.jsonl,.ndjson,text/plain" name="prompts" onFile={openPrompts} />
        <FileButton label={TEXTS.openResult[language]} accept=".json,application/json" name="results" onFile={openResult} />
      </div>
      {problem ? <Problem problem={problem} language={language} /> : null}
      {file ? <p data-file="">{SAY.opened[language](file.name, file.prompts.length)}</p> : null}
      {file && canAblate ? (
        <>
          <Check label={TEXTS.ablateEach[language]} checked={settings.ablateEach} onChange={(ablateEach) => change({ ablateEach })} />
          <Check
            label={`${TEXTS.ablateSet[language]} (${headNames(heads, language)})`}
            checked={settings.ablateSet}
            onChange={(ablateSet) => change({ ablateSet })}
          />
        </>
      ) : null}
      {job ? <Progress job={job} language={language} /> : null}
      {file && !job ? (
        <div className={styles["line"]}>
          <Button className="button small" onPress={() => void startPrompts(slot, map, heads, ablation)}>
            {TEXTS.measure[language]}
          </Button>
        </div>
      ) : null}
      <ComparePane language={language} />
      {results.length > 0 ? <Results results={results} language={language} /> : null}
    </>
  );
}

interface FileButtonProps {
  readonly label: string;
  readonly accept: string;
  readonly name: string;
  onFile(file: File): Promise<void>;
}

function FileButton({ label, accept, name, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.currentTarget.files?.[0];
    // The same file may be chosen again after it was corrected.
    event.currentTarget.value = "";
    if (file) void onFile(file);
  };
  return (
    <>
      <input ref={input} type="file" hidden accept={accept} data-open-file={name} onChange={chosen} />
      <Button className="button small" onPress={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  onChange(checked: boolean): void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className={styles["line"]}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

function Results({ results, language }: { readonly results: readonly KeptResult[]; readonly language: Language }) {
  const shown = useStore(workbenchStore, (state) => state.shown);
  return (
    <ul className={styles["results"]} aria-label={TEXTS.results[language]}>
      {results.map((kept) => (
        <li key={kept.id} data-result={kept.id} data-shown={kept.id === shown}>
          <p>{resultTitle(kept.result, language)}</p>
          <div className={styles["line"]}>
            <Button
              className="button small quiet"
              isDisabled={kept.id === shown}
              onPress={() => workbenchStore.setState({ shown: kept.id })}
            >
              {kept.id === shown ? TEXTS.shown[language] : TEXTS.show[language]}
            </Button>
            <Button className="button small quiet" onPress={() => void saveResult(kept)}>
              {TEXTS.save[language]}
            </Button>
            <Button className="button small quiet" onPress={() => removeResult(kept.id)}>
              {TEXTS.remove[language]}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}
