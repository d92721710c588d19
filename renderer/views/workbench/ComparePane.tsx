// The shown result in one number a measure, mean over heads; and another result held against it in pairs of prompts.

import { useStore } from "zustand";
import { changeDifference, overallOf, pairedDifference, samePrompts, verdict } from "../../../shared/dataset/compare.ts";
import type { Summary } from "../../../shared/dataset/interval.ts";
import type { DatasetResult } from "../../../shared/dataset/result.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { MEASURES, type NamedMeasure } from "../../../shared/measures/measure.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import { mapTitle } from "../parts/names.ts";
import { Picker } from "../parts/Picker.tsx";
import { resultTitle } from "./resultTitle.ts";
import { shownResult, workbenchStore } from "./store.ts";
import { SAY, TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

/** Measures whose outcome is put into a sentence. */
const SAID: readonly string[] = ["answer-attention", "noise-attention", "absolute-noise", "sink-attention", "signal-to-noise"];

/** "0.123 (0.101 to 0.145)" */
function printSummary({ mean, low, high }: Summary, language: Language): string {
  if (mean === null) return "—";
  const number = (value: number): string => formatValue(value, 3);
  if (low === null || high === null) return number(mean);
  return language === "zh" ? `${number(mean)}（${number(low)} 至 ${number(high)}）` : `${number(mean)} (${number(low)} to ${number(high)})`;
}

const nameOf = ({ model, map }: DatasetResult, language: Language): string =>
  `${model.title}${language === "zh" ? "，" : ", "}${mapTitle(map, language)}`;

/** Head of a column: the model and, where heads were switched off together, which. */
function columnName({ model, ablation }: DatasetResult, language: Language): string {
  const set = ablation?.set ?? [];
  return set.length === 0 ? model.title : SAY.without[language](model.title, headNames(set, language));
}

export function ComparePane({ language }: { readonly language: Language }) {
  const results = useStore(workbenchStore, (state) => state.results);
  const shown = useStore(workbenchStore, shownResult);
  const against = useStore(workbenchStore, (state) => state.against);
  if (!shown) return null;
  const others = results.filter(({ result }) => result !== shown);
  const other = others.find(({ id }) => id === against)?.result ?? null;
  const paired = other !== null && samePrompts(other, shown);
  const beside = paired ? other : null;
  const rows = MEASURES.filter(({ id }) => (shown.overall[id]?.n ?? 0) > 0);
  const { ablation } = shown;
  return (
    <>
      {others.length > 0 ? (
        <div className={styles["line"]}>
          <Picker
            label={TEXTS.compare[language]}
            value={String(other ? against : "")}
            options={[
              { value: "", text: TEXTS.nothing[language] },
              ...others.map(({ id, result }) => ({ value: String(id), text: resultTitle(result, language) })),
            ]}
            onChange={(value) => workbenchStore.setState({ against: value === "" ? null : Number(value) })}
          />
        </div>
      ) : null}
      {other && !paired ? <p className={styles["hint"]}>{TEXTS.otherPrompts[language]}</p> : null}
      {beside ? <Verdicts shown={shown} other={beside} language={language} /> : null}
      <p className={styles["hint"]}>
        {`${nameOf(shown, language)}${language === "zh" ? "：" : ": "}${SAY.interval[language](shown.each.length)}`}
      </p>
      <table className={styles["compare"]} data-compare="">
        <thead>
          <tr>
            <th scope="col">{TEXTS.measureColumn[language]}</th>
            <th scope="col">{columnName(shown, language)}</th>
            {beside ? <th scope="col">{columnName(beside, language)}</th> : null}
            {beside ? <th scope="col">{TEXTS.difference[language]}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((measure) => (
            <tr key={measure.id} data-overall={measure.id}>
              <th scope="row">{measure.title[language]}</th>
              <td data-of="shown">{printSummary(shown.overall[measure.id] ?? EMPTY, language)}</td>
              {beside ? <Difference measure={measure} shown={shown} other={beside} language={language} /> : null}
            </tr>
          ))}
          {ablation ? (
            <tr data-overall="baseline">
              <th scope="row">ln p({TEXTS.target[language]})</th>
              <td data-of="shown">{printSummary(ablation.baseline, language)}</td>
              {beside ? <td data-of="other">{printSummary(beside.ablation?.baseline ?? EMPTY, language)}</td> : null}
              {beside ? <td /> : null}
            </tr>
          ) : null}
          {ablation?.change ? (
            <tr data-overall="set">
              <th scope="row">{TEXTS.together[language]}: Δ ln p</th>
              <td data-of="shown">{printSummary(ablation.change, language)}</td>
              {beside ? <td data-of="other">{printSummary(beside.ablation?.change ?? EMPTY, language)}</td> : null}
              {beside ? <DifferenceCell difference={changeDifference(beside, shown)} language={language} /> : null}
            </tr>
          ) : null}
        </tbody>
      </table>
    </>
  );
}

const EMPTY: Summary = { mean: null, low: null, high: null, n: 0 };

interface PairProps {
  readonly shown: DatasetResult;
  readonly other: DatasetResult;
  readonly language: Language;
}

function Difference({ measure, shown, other, language }: PairProps & { readonly measure: NamedMeasure }) {
  return (
    <>
      <td data-of="other">{printSummary(overallOf(other, measure.id) ?? EMPTY, language)}</td>
      <DifferenceCell difference={pairedDifference(other, shown, measure.id)} language={language} />
    </>
  );
}

function DifferenceCell({ difference, language }: { readonly difference: Summary; readonly language: Language }) {
  return (
    <td data-of="difference" data-verdict={verdict(difference)}>
      {printSummary(difference, language)}
    </td>
  );
}

/** Which way it came out, in sentences with the difference in pairs, its interval and the number of pairs. */
function Verdicts({ shown, other, language }: PairProps) {
  const say = SAY.verdict[language];
  const found = (difference: Summary): string => SAY.pairs[language](printSummary(difference, language), difference.n);
  const sentences = MEASURES.filter(({ id }) => SAID.includes(id)).flatMap((measure) => {
    const difference = pairedDifference(other, shown, measure.id);
    // The same model on the same prompts: there is nothing to say.
    if (difference.n === 0 || (difference.low === 0 && difference.high === 0)) return [];
    const what = measure.title[language];
    const small = `${what.charAt(0).toLowerCase()}${what.slice(1)}`;
    const way = verdict(difference);
    return [{ id: measure.id, text: say[way](way === "open" ? what : small, shown.model.title, other.model.title, found(difference)) }];
  });
  const change = changeDifference(other, shown);
  if (change.n > 0)
    sentences.push({
      id: "set",
      text: SAY.taken[language][verdict(change)](columnName(shown, language), columnName(other, language), found(change)),
    });
  return (
    <ul className={styles["verdicts"]} data-verdicts="">
      {sentences.map(({ id, text }) => (
        <li key={id} data-said={id}>
          {text}
        </li>
      ))}
    </ul>
  );
}
