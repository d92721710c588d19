// What a screen reader hears when the pinned pair moves.

import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { usePinnedPair } from "./pair.ts";
import type { ReadoutText } from "./Readout.tsx";
import styles from "./stage.module.css";

interface SpokenProps {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: readonly Token[];
  readonly language: Language;
  read(query: number, key: number | null, frame: null): ReadoutText | null;
}

export function Spoken({ rows, columns, tokens, language, read }: SpokenProps) {
  const { query, key } = usePinnedPair(rows, columns);
  const text = query === null || key === null ? null : read(query, key, null);
  const name = (index: number): string => `${tokens[index]?.label ?? ""} (${tokenNumber(index)})`;
  const pair =
    query === null || key === null
      ? ""
      : language === "zh"
        ? `查询 ${name(query)}，键 ${name(key)}`
        : `query ${name(query)}, key ${name(key)}`;
  return (
    <p className={styles["spoken"]} aria-live="polite">
      {text && `${pair}: ${text.lines.map(({ label, value }) => `${label} ${value}`).join(", ")}`}
    </p>
  );
}
