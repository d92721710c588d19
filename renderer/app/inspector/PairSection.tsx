import { useStore } from "zustand";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { headName, tokenNumber } from "../../../shared/selection/headName.ts";
import { headSource, mapChoices } from "../../../shared/trace/maps.ts";
import type { Token, Trace } from "../../../shared/trace/trace.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import { mapTitle } from "../../views/parts/names.ts";
import { useReadPair } from "../../views/parts/pair.ts";
import { useHoverStore, useSelectionStore } from "../../views/parts/slot.ts";
import { first } from "../actions/moves.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { readPair } from "./readPair.ts";
import { Section } from "./Section.tsx";

/** The token pair under the pointer, else the pinned one, in every map of the head that the trace holds. */
export function PairSection({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const count = trace.tokens.length;
  const { query, key } = useReadPair(count, count);
  const { layer, head } = useReadHead();
  const queryToken = query === null ? undefined : trace.tokens[query];
  const keyToken = key === null ? undefined : trace.tokens[key];
  return (
    <Section title={text.inspector.pair} after={<span className="muted numeric">{headName({ layer, head })}</span>}>
      {queryToken || keyToken ? (
        <dl className="pair">
          <PairToken name={text.inspector.query} token={queryToken} index={query} />
          <PairToken name={text.inspector.key} token={keyToken} index={key} />
        </dl>
      ) : (
        <p className="muted">{text.inspector.nothing}</p>
      )}
      {query !== null && key !== null ? (
        <Readings trace={trace} query={query} key_={key} layer={layer} head={head} />
      ) : queryToken ? (
        <p className="muted">{text.inspector.needKey}</p>
      ) : null}
    </Section>
  );
}

/** The head under the pointer, else the first chosen one. */
export function useReadHead(): { readonly layer: number; readonly head: number } {
  const hoverStore = useHoverStore();
  const chosen = useStore(useSelectionStore(), (state) => first(state.selection));
  const layer = useStore(hoverStore, ({ hover }) => (hover?.head === undefined ? undefined : hover.layer));
  const head = useStore(hoverStore, ({ hover }) => (hover?.layer === undefined ? undefined : hover.head));
  return layer === undefined || head === undefined ? chosen : { layer, head };
}

function PairToken({ name, token, index }: { readonly name: string; readonly token: Token | undefined; readonly index: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {token ? (
          <>
            <span className="token">{token.label}</span> <span className="muted numeric">#{index === null ? "" : tokenNumber(index)}</span>
          </>
        ) : (
          <span className="muted">–</span>
        )}
      </dd>
    </div>
  );
}

interface ReadingsProps {
  readonly trace: Trace;
  readonly query: number;
  readonly key_: number;
  readonly layer: number;
  readonly head: number;
}

function Readings({ trace, query, key_, layer, head }: ReadingsProps) {
  const text = useText();
  const language = useLanguage();
  const rows = mapChoices(trace.captures).flatMap((choice) => {
    const source = headSource(trace, choice, layer, head);
    return source ? [{ title: mapTitle(choice, language), ...readPair(source, query, key_) }] : [];
  });
  return (
    <>
      {rows.map((row) => (
        <dl key={row.title} className="reading">
          <div className="reading-value">
            <dt>{row.title}</dt>
            <dd className="numeric exact" title={text.inspector.valueHint}>
              {row.masked ? text.inspector.masked : exactFloat32(row.value)}
            </dd>
          </div>
          <div>
            <dt title={text.inspector.rankHint}>{text.inspector.rank}</dt>
            <dd className="numeric">{row.masked ? "–" : text.inspector.rankOf(row.rank, row.visible)}</dd>
          </div>
          <div>
            <dt title={text.inspector.rowSumHint}>{text.inspector.rowSum}</dt>
            <dd className="numeric">{formatValue(row.rowSum, 6)}</dd>
          </div>
        </dl>
      ))}
    </>
  );
}
