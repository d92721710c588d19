// The numbers of the bars, what they are taken of, and what they average over.

import type { Side } from "../../../shared/figures/segment-bars/sides.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import { mapTitle } from "../parts/names.ts";
import own from "./compare.module.css";
import { segmentRows, segmentTotals } from "./segments.ts";
import type { CompareSettings } from "./settings.ts";
import { say, TEXTS } from "./texts.ts";

interface Props {
  readonly first: Side;
  readonly second: Side;
  readonly shares: CompareSettings["shares"];
  readonly language: Language;
}

/** Four decimals, so that columns can be read down; the rest is in the cell's title. */
const decimals = (value: number): string => value.toFixed(4).replace("-0.0000", "0.0000").replace("-", "\u2212");

export function SegmentsTable({ first, second, shares, language }: Props) {
  const rows = segmentRows(first, second);
  const { noise, sum } = segmentTotals(first, second);
  return (
    <div className={own["numbers"]}>
      <p className={own["caption"]} data-field="averages">
        {averages("A", first, language)} {averages("B", second, language)} {TEXTS[`${shares}Sentence`][language]} {TEXTS.oneText[language]}
      </p>
      <table className={own["table"]}>
        <thead>
          <tr>
            <th scope="col">{TEXTS.part[language]}</th>
            <th scope="col">{TEXTS.tokens[language]}</th>
            <th scope="col" title={first.trace.manifest.title}>
              A
            </th>
            <th scope="col" title={second.trace.manifest.title}>
              B
            </th>
            <th scope="col">{TEXTS.difference[language]}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ segment, tokens, ...numbers }) => (
            <NumberRow
              key={tokens ? tokens.start : segment}
              id={tokens ? `${segment}-${tokens.start}` : segment}
              name={TEXTS[segment][language]}
              tokens={tokens ? runName(tokens.start, tokens.end) : ""}
              {...numbers}
            />
          ))}
        </tbody>
        <tfoot>
          {noise && rows.filter(({ segment }) => segment === "noise").length > 1 && (
            <NumberRow id="noise" name={TEXTS.allNoise[language]} tokens="" {...noise} />
          )}
          <NumberRow id="sum" name={TEXTS.sum[language]} tokens="" {...sum} />
        </tfoot>
      </table>
    </div>
  );
}

/** "3–5" for tokens [2, 5). */
const runName = (start: number, end: number): string =>
  end - start > 1 ? `${tokenNumber(start)}–${tokenNumber(end - 1)}` : tokenNumber(start);

/** What a model's numbers average over. */
function averages(letter: string, { trace, map, shares, all }: Side, language: Language): string {
  const asked = shares.asked.length;
  const { layers, heads } = mapExtent(trace.manifest);
  return say(TEXTS.meanOf[language], {
    letter,
    map: mapTitle(map, language),
    heads: say(TEXTS[all ? "allHeads" : "someHeads"][language], { n: shares.heads.length, all: layers * heads }),
    asked: say(TEXTS[asked === 1 ? "askedOne" : "asked"][language], { n: asked }),
  });
}

interface RowProps {
  /** Names the numbers for tests; never changes with the language. */
  readonly id: string;
  readonly name: string;
  readonly tokens: string;
  readonly first: number;
  readonly second: number;
}

function NumberRow({ id, name, tokens, first, second }: RowProps) {
  return (
    <tr data-segment={id}>
      <th scope="row">{name}</th>
      <td>{tokens}</td>
      <td data-field="a" title={String(first)}>
        {decimals(first)}
      </td>
      <td data-field="b" title={String(second)}>
        {decimals(second)}
      </td>
      <td data-field="difference" title={String(second - first)}>
        {decimals(second - first)}
      </td>
    </tr>
  );
}
