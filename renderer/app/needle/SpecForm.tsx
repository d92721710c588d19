// The experiment as a form. What is wrong with it is said while it is written.

import { useId, useMemo } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import { cellsOf, checkModels, distinctTitles } from "../../../shared/needle/plan.ts";
import type { NeedleSpec } from "../../../shared/needle/spec.ts";
import { type CatalogEntry, catalogStore } from "../../state/catalog.ts";
import { Picker } from "../../views/parts/Picker.tsx";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { type Draft, specOf } from "./draft.ts";
import { chooseFile, saveNeedleSpec, TEXT_FILE } from "./files.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { problemText, TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

type TextField = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft];

const NONE: readonly never[] = [];

export function SpecForm() {
  const language = useLanguage();
  const { host } = useServices();
  const { lab } = labServices();
  const draft = useLab((state) => state.draft);
  const busy = useLab((state) => state.status !== "idle");
  const models = useStore(catalogStore, (state) => state.models) ?? NONE;
  const { spec, problem } = useMemo(() => check(draft, models), [draft, models]);
  const change = (part: Partial<Draft>): void => changeLab({ draft: { ...draft, ...part } });
  const field = (name: TextField, label: keyof typeof TEXTS, rows = 1) => (
    <Field key={name} label={words(label)} value={draft[name]} rows={rows} onChange={(value) => change({ [name]: value })} />
  );
  const words = (name: keyof typeof TEXTS): string => {
    const text = TEXTS[name];
    return typeof text === "function" ? "" : text[language];
  };
  const cells = spec ? cellsOf(spec).length : 0;
  const chooseText = (): void => chooseFile(TEXT_FILE, (file) => void lab.takeText(file));

  return (
    <form
      className={styles["fields"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (spec && !busy) void lab.run();
      }}
    >
      <fieldset className={styles["models"]}>
        <legend className="field-label">{TEXTS.models[language]}</legend>
        {causal(models).map(({ id, title }) => (
          <label key={id} className={styles["check"]}>
            <input
              type="checkbox"
              checked={draft.models.includes(id)}
              onChange={(event) => {
                const chosen = event.currentTarget.checked;
                // In the order of the list, whichever was ticked first.
                change({ models: models.map((one) => one.id).filter((one) => (one === id ? chosen : draft.models.includes(one))) });
              }}
            />
            {title}
          </label>
        ))}
      </fieldset>
      {field("lengths", "lengths")}
      {field("depths", "depths")}
      {field("tasks", "tasks")}
      <div className={styles["pair"]}>
        {field("samples", "perCell")}
        {field("seed", "seed")}
      </div>
      <div className={styles["haystack"]}>
        <Picker
          label={TEXTS.haystack[language]}
          value={draft.file ? "file" : "scenes"}
          options={[
            { value: "scenes", text: TEXTS.scenes[language] },
            { value: "file", text: draft.file?.name ?? TEXTS.ownText[language] },
          ]}
          onChange={(kind) => {
            if (kind === "scenes") change({ file: null });
            else chooseText();
          }}
        />
        {draft.file ? (
          // The picker is silent when what is chosen is chosen again, and a spec that was opened brings a name without its text.
          <Button className="button small" onPress={chooseText}>
            {TEXTS.chooseFile[language]}
          </Button>
        ) : null}
      </div>
      <details>
        <summary>{TEXTS.templates[language]}</summary>
        <div className={styles["more"]}>
          <p className="muted">{TEXTS.slots[language]}</p>
          {field("needle", "needle", 2)}
          {field("question", "question", 2)}
          {field("questions", "questions", 2)}
          {field("answer", "answer", 2)}
          <Picker
            label={TEXTS.keys[language]}
            value={draft.keys}
            options={[
              { value: "unseen-cities", text: TEXTS.unseenCities[language] },
              { value: "cities", text: TEXTS.cities[language] },
              { value: "own", text: TEXTS.own[language] },
            ]}
            onChange={(keys) => change({ keys })}
          />
          {draft.keys === "own" ? field("keyWords", "oneALine", 4) : null}
          <Picker
            label={TEXTS.values[language]}
            value={draft.values}
            options={[
              { value: "unseen-numbers", text: TEXTS.unseenNumbers[language] },
              { value: "numbers", text: TEXTS.numbers[language] },
              { value: "own", text: TEXTS.own[language] },
            ]}
            onChange={(values) => change({ values })}
          />
          {draft.values === "own" ? field("valueWords", "oneALine", 4) : null}
        </div>
      </details>
      <details>
        <summary>{TEXTS.measures[language]}</summary>
        <div className={styles["more"]}>
          {field("attention", "attention")}
          {field("ablation", "ablation")}
        </div>
      </details>
      <p className={problem ? "problem" : "muted"} role="status">
        {problem ? problemText(problem, language) : TEXTS.prompts(cells * (spec?.samples ?? 0), cells)[language]}
      </p>
      <div className="row tight">
        <Button type="submit" className="button strong" isDisabled={busy || !spec}>
          {TEXTS.run[language]}
        </Button>
        <Button className="button" onPress={() => chooseFile(".json,application/json", (file) => void lab.openFile(file))}>
          <span title={TEXTS.openHint[language]}>{TEXTS.openSpec[language]}</span>
        </Button>
        <Button className="button" isDisabled={!spec} onPress={() => void (spec && lab.save(() => saveNeedleSpec(host, spec)))}>
          {TEXTS.saveSpec[language]}
        </Button>
      </div>
    </form>
  );
}

/** Models that can be asked for needles, named so that two versions of one are told apart. */
function causal(models: readonly CatalogEntry[]): { id: string; title: string }[] {
  return distinctTitles(models.flatMap(({ id, manifest }) => (manifest?.task === "causal" ? [{ id, title: manifest.title }] : [])));
}

/** The spec, and what is wrong with it or with the models it names. */
function check(draft: Draft, models: readonly CatalogEntry[]): { spec: NeedleSpec | null; problem: ErrorReport | null } {
  try {
    const spec = specOf(draft);
    checkModels(spec, new Map(models.flatMap(({ id, manifest }) => (manifest ? [[id, manifest]] : []))));
    return { spec, problem: null };
  } catch (thrown) {
    return { spec: null, problem: toReport(thrown) };
  }
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  onChange(value: string): void;
}

function Field({ label, value, rows, onChange }: FieldProps) {
  const id = useId();
  const shared = { id, value, spellCheck: false } as const;
  return (
    <div className={styles["field"]}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {rows > 1 ? (
        <textarea {...shared} rows={rows} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <input {...shared} type="text" onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </div>
  );
}
