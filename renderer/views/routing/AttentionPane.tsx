// The attention map of one step, with the columns of tokens that skip marked.

import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { readStops } from "../../../shared/analysis/route-path/routes.ts";
import { keyStops, skipAttention, skipStates } from "../../../shared/analysis/route-skip-attention/analysis.ts";
import routeAttention from "../../../shared/figures/route-attention/figure.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { combinedSource } from "../../../shared/trace/combine.ts";
import { settingsStore } from "../../state/settings.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ViewProps } from "../contract.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import type { ReadoutText } from "../parts/Readout.tsx";
import { rowSum } from "../parts/rowSum.ts";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { attentionFigure, attentionStop } from "./figure.ts";
import type { RoutingSettings } from "./settings.ts";
import { attentionSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

const MAP = { role: "attention.map" } as const;

export function AttentionPane({ trace, slot, theme, language, settings }: ViewProps & { readonly settings: RoutingSettings }) {
  const chosen = useStore(useSelectionStore(), ({ selection }) => selection.heads);
  const region = useStore(useSelectionStore(), ({ selection }) => selection.region);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const stale = useStale(trace, slot);
  const stop = useMemo(() => attentionStop(trace, chosen), [trace, chosen]);
  const figure = useMemo(
    () => stop && attentionFigure(trace, { region }, stop, chosen, settings, sequential),
    [trace, region, stop, chosen, settings, sequential],
  );
  const capture = stop && trace.captures.find(({ role, layer }) => role === MAP.role && layer === stop.layer);
  const source = useMemo(() => {
    if (!stop || !figure || !capture) return undefined;
    const heads = figure.heads ?? Array.from({ length: capture.shape[0] ?? 0 }, (_, head) => head);
    return combinedSource(
      trace,
      MAP,
      heads.map((head) => ({ layer: stop.layer, head })),
      "mean",
    );
  }, [trace, stop, figure, capture]);
  const states = useMemo(() => (stop ? skipStates(stop) : []), [stop]);
  const shares = useMemo(
    () => (stop && capture ? skipAttention(trace).find((one) => one.step === stop.step)?.queries : undefined),
    [trace, stop, capture],
  );
  const draw = useCallback(
    (size: Size) => drawFigure(routeAttention, trace, { ...figure, resolution: stageResolution(size) }, size, theme, language),
    [trace, figure, theme, language],
  );
  const read = useCallback(
    (query: number, key: number | null): ReadoutText | null => {
      if (!source) return null;
      const row = [
        { field: "row-sum", label: "Σ", value: formatValue(rowSum(source, query), 6) },
        { field: "skip-share", label: TEXTS.skipShare[language], value: formatValue(shares?.[query] ?? 0, 4) },
      ];
      if (key === null) return { lines: row };
      if (source.masked(query, key)) return { lines: [{ field: "masked", label: TEXTS.masked[language], value: "" }, ...row] };
      const state = states[key];
      const skips = state === "whole" ? TEXTS.skipKey : state === "part" ? TEXTS.skipPart : null;
      return {
        lines: [
          { field: "value", label: TEXTS.value[language], value: exactFloat32(source.value(query, key)), strong: true },
          ...(skips ? [{ field: "skips", label: skips[language], value: "" }] : []),
          ...row,
        ],
      };
    },
    [source, states, shares, language],
  );
  if (keyStops(readStops(trace)).length === 0 || !trace.manifest.captures.some(({ role }) => role === MAP.role))
    return <StageNotice title={TEXTS.noMap[language]} remedy={TEXTS.noMapRemedy[language]} />;
  if (!stop || !source) return <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />;
  const name = `${TEXTS.attention[language]}: ${stop.step + 1}`;
  return (
    <MapStage
      name={name}
      summary={attentionSummary(stop.step, states, shares, language)}
      language={language}
      tokens={trace.tokens}
      rows={source.rows}
      columns={source.columns}
      stale={stale}
      draw={draw}
      read={read}
    />
  );
}
