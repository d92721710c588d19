// Rows of the table: filtered and sorted, as pure functions.

import { headName, parseHeadName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import { LANGUAGES, type Localized } from "../../../shared/text.ts";
import type { Column, Shown } from "./columns.ts";

export interface Row {
  readonly head: HeadRef;
  /** Place among all heads. */
  readonly at: number;
}

type Test = (row: Row) => boolean;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, "");

/** A column by its id or by what it is called in any language. */
function columnOf(columns: readonly Column[], word: string): Column | undefined {
  const wanted = plain(word);
  return columns.find(({ id, short, title }) =>
    [id, ...LANGUAGES.flatMap((language) => [short[language], title[language]])].some((name) => plain(name) === wanted),
  );
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

function testOf(term: string, columns: readonly Column[]): Test | null {
  const head = parseHeadName(term);
  if (head) return (row) => row.head.layer === head.layer && row.head.head === head.head;
  const [, letter, number] = /^([lh])(\d{1,4})$/i.exec(term) ?? [];
  if (letter !== undefined) {
    const index = Number(number) - 1;
    return letter.toLowerCase() === "l" ? (row) => row.head.layer === index : (row) => row.head.head === index;
  }
  const [, name = "", sign = "", limit = ""] = /^(.+?)(>=|<=|>|<)([-−]?\d*\.?\d+(?:e[-−]?\d+)?)$/i.exec(term) ?? [];
  const column = columnOf(columns, name);
  const holds = COMPARE[sign];
  if (!column || !holds) return null;
  const bound = Number(limit.replaceAll("−", "-"));
  return ({ at }) => holds(column.values[at] ?? Number.NaN, bound);
}

/** The words of a filter; a comparison may have blanks around its sign. */
function termsOf(filter: string): string[] {
  return filter
    .replaceAll(/\s*(>=|<=|>|<)\s*/g, "$1")
    .split(/[\s,;，；]+/)
    .filter((term) => term !== "");
}

/** Rows that the filter lets through, or the word that it does not know. */
export function filterRows({ heads, columns }: Shown, filter: string): { rows: Row[]; problem: Localized | null } {
  const tests: Test[] = [];
  let problem: Localized | null = null;
  for (const term of termsOf(filter)) {
    const test = testOf(term, columns);
    if (test) tests.push(test);
    else
      problem ??= {
        en: `“${term}” is no layer, head or comparison of a column.`,
        zh: `“${term}”不是层、头或列的比较。`,
      };
  }
  const rows = heads.map((head, at) => ({ head, at })).filter((row) => tests.every((test) => test(row)));
  return { rows, problem };
}

/** Rows by a column, heads without a number last; without one layer by layer. */
export function sortRows(rows: readonly Row[], column: Column | undefined, down: boolean): Row[] {
  if (!column) return [...rows];
  const value = ({ at }: Row): number => column.values[at] ?? Number.NaN;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a.at - b.at;
    return (down ? y - x : x - y) || a.at - b.at;
  });
}

/** Mean of a column over the heads that have a number. */
export function meanOf({ values }: Column): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.length === 0 ? Number.NaN : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** A number of a column as its cell prints it. */
export function printValue(value: number, { unit }: Pick<Column, "unit">): string {
  if (Number.isNaN(value)) return "—";
  if (unit === "tokens") return value.toFixed(1);
  const text = value.toFixed(3);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** The table as CSV: one row a head, all columns, full digits; a mean over prompts with its interval and count. */
export function csvOf({ heads, columns }: Shown, rows: readonly Row[]): string {
  const number = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? "" : String(value));
  const names = columns.flatMap(({ id, spread }) => (spread ? [id, `${id}.low`, `${id}.high`, `${id}.n`] : [id]));
  const lines = rows.map(({ at, head }) => [
    headName(heads[at] ?? head),
    String(head.layer),
    String(head.head),
    ...columns.flatMap(({ values, spread }) =>
      spread ? [number(values[at]), number(spread.low[at]), number(spread.high[at]), number(spread.n[at])] : [number(values[at])],
    ),
  ]);
  return `${[["name", "layer", "head", ...names], ...lines].map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}
