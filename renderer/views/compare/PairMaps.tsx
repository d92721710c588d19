// Both maps and their difference in one scene, under one cursor: for models that have the same tokens.

import { useCallback, useMemo } from "react";
import type * as v from "valibot";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import mapPair from "../../../shared/figures/map-pair/figure.ts";
import type { Pair } from "../../../shared/figures/map-pair/pair.ts";
import type { pairSettings } from "../../../shared/figures/map-pair/settings.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import type { Language } from "../../../shared/text.ts";
import { meanDistance } from "../../../shared/trace/difference.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { readPair, sideName } from "./readings.ts";
import { TEXTS } from "./texts.ts";

interface Props {
  readonly pair: Pair;
  readonly figure: v.InferInput<typeof pairSettings>;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function PairMaps({ pair, figure, theme, language }: Props) {
  const { first, second, difference } = pair;
  const { trace } = first;
  const [staleFirst, staleSecond] = [useStale(trace, 0), useStale(second.trace, 1)];
  const draw = useCallback(
    (size: Size) =>
      drawFigure(
        mapPair,
        trace,
        { ...figure, resolution: stageResolution({ width: size.width / 3, height: size.height }) },
        size,
        theme,
        language,
        second.trace,
      ),
    [trace, second, figure, theme, language],
  );
  const read = useCallback((query: number, key: number | null) => readPair(pair, query, key, language), [pair, language]);
  const summary = useMemo(() => {
    const names = `${sideName("A", first, language)}, ${sideName("B", second, language)}`;
    if (!difference) return names;
    const { mean, pairs } = meanDistance(difference);
    return language === "zh"
      ? `${names}：在 ${pairs} 个可见词元对上 |B − A| 平均 ${formatValue(mean)}。`
      : `${names}: the mean of |B − A| over ${pairs} visible pairs is ${formatValue(mean)}.`;
  }, [first, second, difference, language]);
  return (
    <MapStage
      name={TEXTS.name[language]}
      summary={summary}
      language={language}
      tokens={trace.tokens}
      rows={trace.tokens.length}
      columns={trace.tokens.length}
      stale={staleFirst || staleSecond}
      draw={draw}
      read={read}
    />
  );
}
