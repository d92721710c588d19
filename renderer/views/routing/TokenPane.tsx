// The path of the token that is read: what it takes at every step with which gate, how deep it goes, who goes with it.

import { useMemo } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import depth from "../../../shared/analysis/route-depth/analysis.ts";
import paths from "../../../shared/analysis/route-path/analysis.ts";
import { moduleName } from "../../../shared/analysis/route-path/routes.ts";
import { moduleColour } from "../../../shared/figures/route-lanes/strands.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import { FormulaTip } from "../../ui/formula/FormulaTip.tsx";
import type { ViewProps } from "../contract.ts";
import { usePinnedPair, useReadPair } from "../parts/pair.ts";
import { Region } from "../parts/Region.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import shared from "../parts/stage.module.css";
import { useSettled } from "../parts/useSettled.ts";
import { readToken, type TokenStop } from "./readToken.ts";
import own from "./routing.module.css";
import type { RoutingSettings } from "./settings.ts";
import { routeSentence } from "./summary.ts";
import { TEXTS } from "./texts.ts";

/** Tokens of the company that are named; the others are a number. */
const NAMED = 10;
/** How long the pointer must rest on a token before its numbers are shown, in milliseconds. */
const REST = 50;

export function TokenPane({ trace, theme, language, settings }: ViewProps & { readonly settings: RoutingSettings }) {
  const count = trace.tokens.length;
  const { query: read } = useReadPair(count, count);
  // The column is lit at once; the numbers follow when the pointer rests.
  const settled = useSettled(read, REST);
  const token = settled !== null && settled < count ? settled : null;
  const { query: pinned } = usePinnedPair(count, count);
  const select = useStore(useSelectionStore(), (state) => state.select);
  const route = useMemo(() => (token === null ? null : readToken(trace, token, settings.rule)), [trace, token, settings.rule]);
  const said = useMemo(
    () => (pinned === null ? "" : routeSentence(trace, pinned, readToken(trace, pinned, settings.rule), language)),
    [trace, pinned, settings.rule, language],
  );
  const company = route?.companions ?? [];
  const others =
    company.length > 0 ? company.slice(0, NAMED).map((one) => ({ token: one, same: route?.stops ?? 0 })) : (route?.nearest ?? []);
  return (
    <Region className={own["part"]} label={TEXTS.path[language]} data-path={token ?? ""}>
      <h3 className={own["title"]}>
        {token === null ? TEXTS.path[language] : `${TEXTS.token[language]} ${tokenNumber(token)} `}
        {token !== null && <b className={own["label"]}>{trace.tokens[token]?.label}</b>}
      </h3>
      {!route && <p className={own["hint"]}>{TEXTS.pathHint[language]}</p>}
      {route && (
        <>
          <table className={own["route"]}>
            <thead>
              <tr>
                <th scope="col">{TEXTS.step[language]}</th>
                {route.kinds.map((kind) => (
                  <th key={kind} scope="col">
                    {kindWord(kind, language)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {route.steps.map((stops) => (
                <tr key={stops[0]?.stop.step}>
                  <th scope="row">{(stops[0]?.stop.step ?? 0) + 1}</th>
                  {route.kinds.map((kind) => (
                    <td key={kind}>
                      <TakenCell own={stops.find(({ stop }) => stop.kind === kind)} theme={theme} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p className={own["company"]}>
            <FormulaTip summary={depth.summary[language]} tex={depth.formula} source={`${TEXTS.source[language]}: ${depth.source}`}>
              <Button className={own["term"] ?? ""}>{TEXTS.depth[language]}</Button>
            </FormulaTip>
          </p>
          <dl className={own["depths"]}>
            {route.depths.map((one) => (
              <div key={one.kind}>
                <dt>{kindWord(one.kind, language)}</dt>
                <dd>
                  <span data-field={`depth-${one.kind}`}>{one.depth}</span> / {one.steps}
                  <span className={own["muted"]}>
                    {" "}
                    · {TEXTS.byGates[language]} <span data-field={`gated-${one.kind}`}>{one.gated.toFixed(4)}</span>
                  </span>
                </dd>
              </div>
            ))}
          </dl>
          <p className={own["company"]} data-companions={company.length}>
            <FormulaTip summary={paths.summary[language]} tex={paths.formula} source={`${TEXTS.source[language]}: ${paths.source}`}>
              <Button className={own["term"] ?? ""}>{TEXTS.companions[language]}</Button>
            </FormulaTip>{" "}
            {company.length}
            {company.length === 0 && <span className={own["muted"]}> · {TEXTS.nearest[language]}</span>}
          </p>
          <ul className={own["others"]}>
            {others.map((other) => (
              <li key={other.token}>
                <button type="button" onClick={() => select({ query: other.token })} data-other={other.token}>
                  {tokenNumber(other.token)} {trace.tokens[other.token]?.label}
                  {company.length === 0 && <span className={own["muted"]}> {`${other.same}/${route.stops}`}</span>}
                </button>
              </li>
            ))}
            {company.length > NAMED && <li className={own["muted"]}>+{company.length - NAMED}</li>}
          </ul>
        </>
      )}
      <p className={shared["spoken"]} aria-live="polite">
        {said}
      </p>
    </Region>
  );
}

/** What is taken at one stop: colour, name and gate. */
function TakenCell({ own: one, theme }: { readonly own: TokenStop | undefined; readonly theme: ViewProps["theme"] }) {
  if (!one) return null;
  const { stop, taken } = one;
  if (taken.length === 0) return <span className={own["muted"]}>–</span>;
  return (
    <ul className={own["taken"]} data-taken={`${stop.kind}/${stop.step}`}>
      {taken.map(({ module, gate }) => {
        const colour = moduleColour(stop, module, theme);
        const skip = module === stop.classes - 1;
        return (
          <li key={module} data-module={module}>
            <i className={own["swatch"]} style={{ borderColor: colour, background: skip ? "none" : colour }} />
            {moduleName(stop, module)} <span data-field="gate">{gate.toFixed(4)}</span>
          </li>
        );
      })}
    </ul>
  );
}
