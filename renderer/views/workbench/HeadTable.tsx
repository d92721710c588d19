// All heads and their measures: sorted by any column, filtered by words, each a way to its map.

import { type KeyboardEvent, useId, useMemo, useRef } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { FormulaTip } from "../../ui/formula/FormulaTip.tsx";
import { useHeadReading } from "../parts/headReading.ts";
import { Region } from "../parts/Region.tsx";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";
import type { Column, Shown } from "./columns.ts";
import { saveCsv } from "./jobs.ts";
import { openHead, sameHead, toggled } from "./openHead.ts";
import type { WorkbenchSettings } from "./settings.ts";
import styles from "./table.module.css";
import { csvOf, filterRows, meanOf, printValue, type Row, sortRows } from "./table.ts";
import { SAY, TEXTS } from "./texts.ts";

interface HeadTableProps {
  readonly shown: Shown;
  readonly map: MapChoice;
  /** Name of the file of its numbers. */
  readonly name: string;
  readonly busy: boolean;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function HeadTable({ shown, map, name, busy, language, settings, change }: HeadTableProps) {
  const problemId = useId();
  const { rows, problem } = useMemo(() => filterRows(shown, settings.filter), [shown, settings.filter]);
  const sorted = useMemo(
    () =>
      sortRows(
        rows,
        shown.columns.find(({ id }) => id === settings.sort?.id),
        settings.sort?.down ?? true,
      ),
    [rows, shown, settings.sort],
  );
  const columns = shown.columns.filter(({ id, group }) => settings.columns === "all" || group === settings.columns || id === "ablation");
  return (
    <div className={styles["lower"]}>
      <div className={styles["filter"]}>
        <label>
          {TEXTS.filter[language]}
          <input
            value={settings.filter}
            placeholder={TEXTS.filterHint[language]}
            title={TEXTS.filterHelp[language]}
            aria-describedby={problemId}
            aria-invalid={problem !== null}
            spellCheck={false}
            maxLength={500}
            data-filter=""
            onChange={(event) => change({ filter: event.currentTarget.value })}
          />
        </label>
        <span id={problemId} role="status" className={problem ? "problem" : "muted"}>
          {problem ? problem[language] : SAY.heads[language](rows.length, shown.heads.length)}
          {busy ? ` · ${TEXTS.measuring[language]}` : ""}
        </span>
        <Button className={`button small ${styles["end"]}`} onPress={() => void saveCsv(name, csvOf(shown, sorted))}>
          {TEXTS.csv[language]}
        </Button>
      </div>
      {/* What scrolls must be reachable by keyboard. */}
      <Region className={styles["scroll"]} label={TEXTS.table[language]} tabIndex={0} aria-busy={busy}>
        <table className={styles["table"]} data-measures={busy ? "busy" : "ready"}>
          <thead>
            <tr>
              <th scope="col" title={TEXTS.tableKeys[language]}>
                {TEXTS.head[language]}
              </th>
              {columns.map((column) => (
                <Heading key={column.id} column={column} language={language} settings={settings} change={change} />
              ))}
            </tr>
          </thead>
          <Rows rows={sorted} columns={columns} map={map} language={language} />
          <tfoot>
            <tr>
              <th scope="row">{TEXTS.mean[language]}</th>
              {columns.map((column) => (
                <td key={column.id} data-mean={column.id}>
                  {printValue(meanOf(column), column)}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </Region>
    </div>
  );
}

interface HeadingProps {
  readonly column: Column;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

/** The name of a column: pointed at or focused it says what it is, pressed it sorts, pressed again the other way. */
function Heading({ column, language, settings, change }: HeadingProps) {
  const { id, title, short, summary, formula, source, missing } = column;
  const sort = settings.sort?.id === id ? settings.sort : null;
  const next = sort === null ? { id, down: true } : sort.down ? { id, down: false } : null;
  const about = missing ? `${summary[language]} ${TEXTS.notHere[language]}${missing[language]}` : summary[language];
  return (
    <th scope="col" aria-sort={sort === null ? "none" : sort.down ? "descending" : "ascending"}>
      <FormulaTip
        summary={`${title[language]}${language === "zh" ? "：" : ": "}${about}`}
        tex={formula}
        source={`${TEXTS.source[language]}: ${source}`}
        placement="top"
      >
        <Button
          className={styles["sort"] ?? ""}
          data-sorted={sort !== null}
          data-sort={id}
          aria-label={title[language]}
          onPress={() => change({ sort: next })}
        >
          {short[language]}
          {sort === null ? "" : sort.down ? " ↓" : " ↑"}
        </Button>
      </FormulaTip>
    </th>
  );
}

interface RowsProps {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly map: MapChoice;
  readonly language: Language;
}

function Rows({ rows, columns, map, language }: RowsProps) {
  const selection = useSelectionStore();
  const hover = useHoverStore();
  const chosen = useStore(selection, ({ selection: { heads } }) => heads);
  const hovered = useStore(hover, ({ hover: now }) =>
    now?.layer === undefined || now.head === undefined ? "" : headName({ layer: now.layer, head: now.head }),
  );
  const body = useRef<HTMLTableSectionElement>(null);
  const first = chosen[0];
  const entry = rows.find(({ head }) => first && sameHead(head, first)) ?? rows[0];
  const read = useHeadReading();
  const toggle = (head: HeadRef): void => selection.getState().select({ heads: toggled(selection.getState().selection.heads, head) });
  const keys = (event: KeyboardEvent, place: number): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    const head = rows[place]?.head;
    if (to === undefined && event.key !== " ") return;
    // Elsewhere the same keys move the token pair.
    event.preventDefault();
    if (to !== undefined) body.current?.querySelectorAll<HTMLButtonElement>("[data-open]")[to]?.focus();
    else if (head) toggle(head);
  };
  return (
    <tbody ref={body} onPointerLeave={() => read(null)}>
      {rows.map((row, place) => {
        const name = headName(row.head);
        const isChosen = chosen.some((one) => sameHead(one, row.head));
        return (
          <tr key={name} data-row={name} data-chosen={isChosen} data-hovered={hovered === name} onPointerEnter={() => read(row.head)}>
            <th scope="row">
              <span className={styles["rowHead"]}>
                <input
                  type="checkbox"
                  checked={isChosen}
                  tabIndex={-1}
                  aria-label={`${TEXTS.choose[language]} ${name}`}
                  onChange={() => toggle(row.head)}
                />
                <button
                  type="button"
                  className={styles["open"]}
                  data-open={name}
                  aria-label={`${name}, ${TEXTS.open[language]}`}
                  tabIndex={row === entry ? 0 : -1}
                  onFocus={() => read(row.head)}
                  onBlur={() => read(null)}
                  onKeyDown={(event) => keys(event, place)}
                  onClick={() => openHead(selection.getState().select, { ...row.head }, map)}
                >
                  {name}
                </button>
              </span>
            </th>
            {columns.map((column) => (
              <Cell key={column.id} column={column} at={row.at} />
            ))}
          </tr>
        );
      })}
    </tbody>
  );
}

/** A number; a mean over prompts with half the width of its interval. */
function Cell({ column, at }: { readonly column: Column; readonly at: number }) {
  const value = column.values[at] ?? Number.NaN;
  const high = column.spread?.high[at] ?? Number.NaN;
  return (
    <td data-cell={column.id} data-none={Number.isNaN(value)}>
      {printValue(value, column)}
      {Number.isNaN(high) ? null : <span className={styles["interval"]}> ±{printValue(high - value, column)}</span>}
    </td>
  );
}
