// The samples of the chosen cell: how many were right, what was said instead, and each of them to be opened.

import { Button } from "react-aria-components";
import { formatShare } from "../../../shared/figures/text/number.ts";
import { allRight, type CellSample, type NeedleCell } from "../../../shared/needle/result.ts";
import { MISTAKES } from "../../../shared/needle/score.ts";
import { cellsWhere, intervalOf, scoreOf } from "../../../shared/needle/scores.ts";
import { useLanguage } from "../text/useText.ts";
import styles from "./lab.module.css";
import { SampleView } from "./SampleView.tsx";
import type { SampleFilter } from "./store.ts";
import { MISTAKE_NAMES, TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

export function CellPane() {
  const language = useLanguage();
  const shown = useLab((state) => state.shown);
  const cell = useLab((state) => state.cell);
  const filter = useLab((state) => state.filter);
  const sample = useLab((state) => state.sample);
  const result = shown?.data.result;
  if (!shown || !cell) return <p className={styles["hint"]}>{shown ? (result ? TEXTS.chooseCell : TEXTS.imported)[language] : ""}</p>;
  if (!result) return <p className={styles["hint"]}>{TEXTS.imported[language]}</p>;
  const [found] = cellsWhere(result.cells, { model: cell.model, condition: cell, length: cell.length, depth: cell.depth });
  const title = result.models.find(({ id }) => id === cell.model)?.title ?? cell.model;
  const samples = found?.samples;
  const opened = sample === null ? undefined : samples?.[sample];
  return (
    <div className={styles["cell"]}>
      <header>
        <h3>{title}</h3>
        <p className="muted">{`N = ${cell.needles}, R = ${cell.queries}, ${cell.length} ${TEXTS.tokens[language]}, ${TEXTS.depth[language]} ${cell.depth}%`}</p>
      </header>
      {!found || !samples ? (
        <p className={styles["hint"]}>{(found ? TEXTS.noFit : TEXTS.notRun)[language]}</p>
      ) : opened && sample !== null ? (
        <SampleView key={`${cell.model}/${cell.length}/${cell.depth}/${sample}`} cell={cell} number={sample} sample={opened} />
      ) : (
        <SampleList cell={found} samples={samples} filter={filter} />
      )}
    </div>
  );
}

/** Whether a sample is listed under a filter. */
function passes(sample: CellSample, filter: SampleFilter): boolean {
  if (filter === "all") return true;
  if (filter === "right" || filter === "wrong") return allRight(sample) === (filter === "right");
  return sample.said.some((one) => one !== "right" && one[0] === filter);
}

function SampleList({
  samples,
  filter,
}: {
  readonly cell: NeedleCell;
  readonly samples: readonly CellSample[];
  readonly filter: SampleFilter;
}) {
  const language = useLanguage();
  const score = scoreOf(samples.filter(allRight).length, samples.length);
  const interval = intervalOf(score);
  const filters = (["all", "right", "wrong", ...MISTAKES] as const).map((value) => ({
    value,
    count: samples.filter((sample) => passes(sample, value)).length,
    text: value === "all" ? TEXTS.allSamples : value === "right" || value === "wrong" ? TEXTS[value] : MISTAKE_NAMES[value],
  }));
  const listed = [...samples.entries()].filter(([, sample]) => passes(sample, filter));
  return (
    <>
      <p className="numeric">
        {TEXTS.ofRight(score.right ?? 0, samples.length)[language]}: {formatShare(score.share)}
        {interval ? ` (${formatShare(interval.low)} … ${formatShare(interval.high)})` : ""}
      </p>
      <fieldset className={styles["filters"]} aria-label={TEXTS.instead[language]}>
        {filters.map(({ value, count, text }) => (
          <button
            key={value}
            type="button"
            aria-pressed={filter === value}
            disabled={count === 0 && filter !== value}
            onClick={() => changeLab({ filter: value })}
          >
            {text[language]} <span className="numeric">{count}</span>
          </button>
        ))}
      </fieldset>
      {listed.length === 0 ? <p className={styles["hint"]}>{TEXTS.noneOfKind[language]}</p> : null}
      <ul className={styles["list"]} data-samples="">
        {listed.map(([number, sample]) => (
          <li key={number}>
            <Button className={styles["item"] ?? ""} onPress={() => changeLab({ sample: number })}>
              <span className="numeric">#{number + 1}</span>
              <span className={styles["answers"]}>
                {sample.said.map((one, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: answers have no other name than their place
                  <span key={i} data-right={one === "right" || undefined}>
                    {one === "right"
                      ? `✓ ${TEXTS.right[language]}`
                      : `✗ ${MISTAKE_NAMES[one[0]][language]}${one[1] === "" ? "" : `: ${one[1]}`}`}
                  </span>
                ))}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
