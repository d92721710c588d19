// All heads at the pair: what goes in, what comes out, how much of that comes from other heads; and what each of them
// gives to one head, branch by branch.

import { useMemo } from "react";
import type { Factors, Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import { BRANCHES, type Branch } from "../../../shared/analysis/composition-matrix/matrix.ts";
import shareAnalysis from "../../../shared/analysis/composition-share/analysis.ts";
import { formatShare, formatValue } from "../../../shared/figures/text/number.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { Language, Localized } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import own from "./composition.module.css";
import { pairNumbers } from "./numbers.ts";
import { TEXTS } from "./texts.ts";

const BRANCH_TITLES: Readonly<Record<Branch, Localized>> = {
  base: TEXTS.base,
  query: TEXTS.branchQuery,
  "query-gate": TEXTS.branchQueryGate,
  key: TEXTS.branchKey,
  "key-gate": TEXTS.branchKeyGate,
};

/** Significant digits that are printed; the whole number is in the cell's title. */
const DIGITS = 4;

interface NumbersTableProps {
  readonly trace: Trace;
  readonly factors: Factors;
  readonly layer: number;
  readonly stage: Stage;
  readonly query: number;
  readonly keyToken: number;
  /** The head that is written into, and the one under the pointer that is read from. */
  readonly into: number;
  readonly from: number | null;
  readonly language: Language;
}

export function NumbersTable({ trace, factors, layer, stage, query, keyToken, into, from, language }: NumbersTableProps) {
  const { rows, sum } = useMemo(
    () => pairNumbers(trace, factors, layer, stage, query, keyToken, into),
    [trace, factors, layer, stage, query, keyToken, into],
  );
  const name = headName({ layer, head: into });
  const shareTitle = `${shareAnalysis.summary[language]} ${shareAnalysis.source}`;
  const target = rows[into];
  return (
    <div className={own["numbers"]}>
      <table className={own["table"]} data-into={name}>
        <caption>
          {TEXTS.numbers[language]} <b>{name}</b>
        </caption>
        <thead>
          <tr>
            <th scope="col">{TEXTS.headColumn[language]}</th>
            <th scope="col">{TEXTS.input[language]}</th>
            <th scope="col">{TEXTS.output[language]}</th>
            <th scope="col" title={shareTitle}>
              {TEXTS.others[language]}
            </th>
            <th scope="col">
              {TEXTS.entry[language]} → H{into + 1}
            </th>
            {BRANCHES.map((branch) => (
              <th key={branch} scope="col">
                {BRANCH_TITLES[branch][language]}
              </th>
            ))}
            <th scope="col">{TEXTS.product[language]}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = `H${row.head + 1}`;
            return (
              <tr key={row.head} data-current={row.head === from} data-into={row.head === into}>
                <th scope="row">{id}</th>
                <Value field={`in-${id}`} value={row.before} />
                <Value field={`out-${id}`} value={row.after} />
                <td data-field={`others-${id}`}>{row.share === null ? "–" : formatShare(row.share)}</td>
                <Value field={`m-${id}`} value={row.entry} strong />
                {BRANCHES.map((branch) => (
                  <Value key={branch} field={`${branch}-${id}`} value={row.branches[branch]} />
                ))}
                <Value field={`product-${id}`} value={row.product} />
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5 + BRANCHES.length}>
              {TEXTS.sum[language]}
              {target && target.after !== null && (
                <span>
                  {" "}
                  · {TEXTS.captured[language]} {exactFloat32(target.after)}
                </span>
              )}
            </th>
            <Value field="sum" value={sum} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** One number: short where it stands, whole in its title. */
function Value({ field, value, strong = false }: { readonly field: string; readonly value: number | null; readonly strong?: boolean }) {
  return (
    <td data-field={field} data-strong={strong || undefined} title={value === null ? undefined : exactFloat32(value)}>
      {value === null ? "–" : formatValue(value, DIGITS)}
    </td>
  );
}
