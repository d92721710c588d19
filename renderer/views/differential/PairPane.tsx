// Everything at the cursor: both maps, λ, the difference, its row; as a sum that can be checked by hand.

import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { useReadPair } from "../parts/pair.ts";
import { Region } from "../parts/Region.tsx";
import styles from "./differential.module.css";
import type { Difference } from "./readings.ts";
import { readPair } from "./readPair.ts";
import { TEXTS } from "./texts.ts";

interface PairPaneProps {
  readonly maps: Difference;
  readonly tokens: readonly Token[];
  readonly language: Language;
}

export function PairPane({ maps, tokens, language }: PairPaneProps) {
  const { query, key } = useReadPair(maps.difference.rows, maps.difference.columns);
  const text = query === null ? null : readPair(maps, query, key, language);
  return (
    <Region className={styles["pair"]} label={TEXTS.pair[language]} tabIndex={0} data-pair="" data-query={query} data-key={key}>
      {text && query !== null ? (
        <>
          <p className={styles["tokens"]}>
            <span>
              {TEXTS.query[language]} {tokenNumber(query)} <b>{tokens[query]?.label}</b>
            </span>
            {key !== null && (
              <span>
                {TEXTS.key[language]} {tokenNumber(key)} <b>{tokens[key]?.label}</b>
              </span>
            )}
          </p>
          <dl className={styles["numbers"]}>
            {text.lines.map(({ field, label, value, strong }) => (
              <div key={field} data-strong={strong ?? false}>
                <dt>{label}</dt>
                <dd data-field={field}>{value}</dd>
              </div>
            ))}
          </dl>
          {text.sum !== undefined && (
            <p className={styles["sum"]} data-field="sum">
              {text.sum}
            </p>
          )}
        </>
      ) : (
        <p className={styles["hint"]}>{TEXTS.hint[language]}</p>
      )}
    </Region>
  );
}
