// The needle lab: the experiment on the left, its result in the middle, the samples of a cell on the right.

import { ArrowLeft } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { type CatalogEntry, catalogStore } from "../../state/catalog.ts";
import { IS_MAC, isKey } from "../actions/keys.ts";
import { Place } from "../frame/Place.tsx";
import { useLanguage } from "../text/useText.ts";
import { LAB_KEY } from "./actions.ts";
import { CellPane } from "./CellPane.tsx";
import { firstDraft } from "./draft.ts";
import { loadExample } from "./example.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { RunBar } from "./RunBar.tsx";
import { SpecForm } from "./SpecForm.tsx";
import { StoredRuns } from "./StoredRuns.tsx";
import { SweepStage } from "./SweepStage.tsx";
import { SweepTools } from "./SweepTools.tsx";
import { labStore } from "./store.ts";
import { problemText, TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

/** Keys that mean the same here as everywhere; all others belong to the places that the lab covers. */
const EVERYWHERE = [LAB_KEY, "?"];

/** The oldest model that writes, and beside it one whose weights may be negative: what it takes away is what the lab is about. */
function firstModels(models: readonly CatalogEntry[]): string[] {
  const able = models.filter(({ manifest }) => manifest?.task === "causal");
  const [first, ...others] = able;
  const second = others.find(({ manifest }) => manifest?.captures.some(({ role }) => role === "diff.lambda")) ?? others[0];
  return [first, second].flatMap((entry) => entry?.id ?? []);
}

export function NeedleLab() {
  const language = useLanguage();
  const models = useStore(catalogStore, (state) => state.models);
  const problem = useLab((state) => state.problem);
  const said = useLab((state) => state.said);
  const source = useLab((state) => state.shown?.source);
  const ref = useRef<HTMLElement>(null);
  const { lab } = labServices();

  useEffect(() => {
    ref.current?.focus();
    void lab.refresh();
    if (!labStore.getState().shown) void loadExample(lab);
  }, [lab]);

  useEffect(() => {
    if (!models || labStore.getState().draft.models.length > 0) return;
    changeLab({ draft: firstDraft(firstModels(models)) });
  }, [models]);

  const keep = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || EVERYWHERE.some((name) => isKey(event, name, IS_MAC))) return;
    event.stopPropagation();
  };
  return (
    <main ref={ref} className={styles["lab"]} aria-label={TEXTS.lab[language]} tabIndex={-1} onKeyDown={keep}>
      <div className={styles["top"]}>
        <Button className="button quiet" onPress={() => changeLab({ open: false })}>
          <ArrowLeft size={15} aria-hidden />
          {TEXTS.back[language]}
        </Button>
        <h2>{TEXTS.lab[language]}</h2>
        {source ? (
          <span className={styles["source"]}>
            {source.kind === "example" ? `${TEXTS.exampleSource[language]}: ${source.name}` : source.name}
          </span>
        ) : null}
        <RunBar />
      </div>
      {problem || said ? (
        <p className={styles["word"]} role={problem ? "alert" : "status"} data-problem={problem !== null || undefined}>
          {problem ? problemText(problem, language) : said?.[language]}
        </p>
      ) : null}
      <div className={styles["columns"]}>
        <Place name={TEXTS.experiment[language]} className={styles["form"] ?? ""}>
          <SpecForm />
          <StoredRuns />
        </Place>
        <Place name={TEXTS.result[language]} className={styles["result"] ?? ""}>
          <SweepTools />
          <SweepStage />
        </Place>
        <Place name={TEXTS.samples[language]} className={styles["samples"] ?? ""}>
          <CellPane />
        </Place>
      </div>
    </main>
  );
}
