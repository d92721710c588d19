// The card beside the cursor: both tokens and the exact values of the pair. It keeps inside the stage and shows long
// tokens whole.

import type { Frame, Scene } from "../../../shared/figures/scene.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { cellBox } from "./Crosshair.tsx";
import { useReadPair } from "./pair.ts";
import { type Extent, place } from "./place.ts";
import styles from "./stage.module.css";

/** One line of the card. `field` names it for tests and never changes with the language. */
interface ReadoutLine {
  readonly field: string;
  readonly label: string;
  readonly value: string;
  readonly strong?: boolean;
}

/** What a view says of a pair; `sum`, where given, is an equation that can be checked by hand. */
export interface ReadoutText {
  readonly lines: readonly ReadoutLine[];
  readonly sum?: string;
}

interface ReadoutProps {
  readonly scene: Scene;
  readonly stage: Extent;
  /** The frame that the pointer is in: the card is beside that one. */
  readonly frame: Frame | null;
  readonly rows: number;
  readonly columns: number;
  readonly tokens: readonly Token[];
  readonly queryWord: string;
  readonly keyWord: string;
  read(query: number, key: number | null, frame: Frame | null): ReadoutText | null;
}

export function Readout({ scene, stage, frame, rows, columns, tokens, queryWord, keyWord, read }: ReadoutProps) {
  const { query, key, hovered } = useReadPair(rows, columns);
  const target = frame ?? scene.frames[0];
  const text = query === null ? null : read(query, key, target ?? null);
  const box = target && cellBox(target, query, key);
  const right = box?.column ?? (key === null && target ? { x: target.x, width: target.width } : null);
  const [anchorX, anchorY] = [right ? right.x + right.width : undefined, box?.row?.y];
  if (!text || query === null || anchorX === undefined || anchorY === undefined) return null;
  const placing = place({ x: anchorX, y: anchorY }, stage);
  return (
    <div className={styles["readout"]} style={placing} data-readout={hovered ? "hover" : "pin"} data-query={query} data-key={key}>
      <p className={styles["readoutToken"]}>
        <span className={styles["readoutWord"]}>{`${queryWord} ${tokenNumber(query)}`}</span>{" "}
        <b data-field="query">{tokens[query]?.label}</b>
      </p>
      {key !== null && (
        <p className={styles["readoutToken"]}>
          <span className={styles["readoutWord"]}>{`${keyWord} ${tokenNumber(key)}`}</span> <b data-field="key">{tokens[key]?.label}</b>
        </p>
      )}
      <dl className={styles["readoutLines"]}>
        {text.lines.map(({ field, label, value, strong }) => (
          <div key={field} className={strong ? styles["readoutStrong"] : undefined}>
            <dt>{label}</dt>
            <dd data-field={field}>{value}</dd>
          </div>
        ))}
      </dl>
      {text.sum !== undefined && (
        <p className={styles["readoutSum"]} data-field="sum">
          {text.sum}
        </p>
      )}
    </div>
  );
}
