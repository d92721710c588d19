// The numbers of every stop over all tokens: SKIP, idle tokens, entropy, what the token tells, order by depth.

import { Button } from "react-aria-components";
import type { TraceAnalysis } from "../../../shared/analysis/contract.ts";
import entropy, { entropyAt } from "../../../shared/analysis/route-entropy/analysis.ts";
import order, { orderKept } from "../../../shared/analysis/route-order/analysis.ts";
import { readStops } from "../../../shared/analysis/route-path/routes.ts";
import skip, { skipRates } from "../../../shared/analysis/route-skip/analysis.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { FormulaTip } from "../../ui/formula/FormulaTip.tsx";
import { Region } from "../parts/Region.tsx";
import own from "./routing.module.css";
import { TEXTS } from "./texts.ts";

type About = Pick<TraceAnalysis, "summary" | "formula" | "source">;

const percent = (share: number): string => (share * 100).toFixed(1);

const COLUMNS = ["skip", "none", "entropy", "information", "kept"] as const;
const ABOUT: Readonly<Record<(typeof COLUMNS)[number], About>> = { skip, none: skip, entropy, information: entropy, kept: order };

export function NumbersPane({ trace, language }: { readonly trace: Trace; readonly language: Language }) {
  const stops = readStops(trace);
  const [rates, kept] = [skipRates(trace), orderKept(trace)];
  return (
    <Region className={own["part"]} label={TEXTS.numbers[language]}>
      <h3 className={own["title"]}>
        {TEXTS.numbers[language]} <span className={own["note"]}>{TEXTS.units[language]}</span>
      </h3>
      <table className={own["numbers"]}>
        <thead>
          <tr>
            <th scope="col">{TEXTS.step[language]}</th>
            {COLUMNS.map((column) => {
              const { summary, formula, source } = ABOUT[column];
              return (
                <th key={column} scope="col">
                  <FormulaTip summary={summary[language]} tex={formula} source={`${TEXTS.source[language]}: ${source}`}>
                    <Button className={own["term"] ?? ""}>{TEXTS[column][language]}</Button>
                  </FormulaTip>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {stops.map((stop, i) => {
            const found = entropyAt(stop);
            const name = `${stop.kind}-${stop.step + 1}`;
            const order = kept[i]?.kept ?? null;
            return (
              <tr key={name}>
                <th scope="row">
                  {stop.step + 1} {kindWord(stop.kind, language)}
                </th>
                <td data-field={`skip-${name}`}>{percent(rates[i]?.rate ?? 0)}</td>
                <td data-field={`none-${name}`}>{percent(rates[i]?.idle ?? 0)}</td>
                <td data-field={`entropy-${name}`}>{found.mean.toFixed(2)}</td>
                <td data-field={`information-${name}`}>{found.information.toFixed(3)}</td>
                <td data-field={`kept-${name}`}>{order === null ? "–" : percent(order)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Region>
  );
}
