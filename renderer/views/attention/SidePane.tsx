// Beside the map, of the same map: lines of the read token, the coloured text, or how far back attention goes.

import { useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import distanceProfile from "../../../shared/figures/distance-profile/figure.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import tokenLines from "../../../shared/figures/token-lines/figure.ts";
import tokenText from "../../../shared/figures/token-text/figure.ts";
import type { LensMap } from "../../../shared/lens/source.ts";
import { unitOf } from "../../../shared/lens/words.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { type Pair, usePinnedPair, useReadPair } from "../parts/pair.ts";
import { Region } from "../parts/Region.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useSettled } from "../parts/useSettled.ts";
import { type Size, useSize } from "../parts/useSize.ts";
import own from "./attention.module.css";
import { distanceFigure, linesFigure, textFigure } from "./figure.ts";
import type { Looked } from "./lens.ts";
import type { AttentionSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

/** How long the pointer must rest on a token before its lines are drawn, in milliseconds. */
const REST = 60;

interface SidePaneProps {
  readonly trace: Trace;
  readonly looked: Looked;
  readonly map: LensMap;
  readonly heads: readonly HeadRef[];
  readonly settings: AttentionSettings;
  readonly sequential: Settings["sequential"];
  readonly theme: ThemeName;
  readonly language: Language;
}

export function SidePane({ trace, looked, map, heads, settings, sequential, theme, language }: SidePaneProps) {
  const { beside } = settings;
  const ref = useRef<HTMLElement>(null);
  const point = useRef<ScenePoint | null>(null);
  const size = useSize(ref);
  const count = trace.tokens.length;
  const pair = useReadPair(count, count);
  const pinned = usePinnedPair(count, count);
  const [over, setOver] = useState(false);
  const asked = tokenOf(over ? pinned : { query: null, key: null }) ?? tokenOf(pair);
  // The crosshair follows the pointer at once; what is drawn here follows when it rests.
  const token = useSettled(asked, REST);
  const hovers = useHoverStore();
  const select = useStore(useSelectionStore(), (state) => state.select);
  const scores = map.source.kind === "logit";
  const scene = useMemo(() => {
    if (!size || size.width < 80 || size.height < 60) return null;
    return draw(size);
    function draw(room: Size): Scene | null {
      if (beside === "text")
        return drawFigure(tokenText, trace, textFigure(looked, heads, settings, sequential, token), room, theme, language);
      if (beside === "lines")
        return drawFigure(tokenLines, trace, linesFigure(looked, heads, settings.direction, token), room, theme, language);
      return scores ? null : drawFigure(distanceProfile, trace, distanceFigure(looked, heads), room, theme, language);
    }
  }, [trace, looked, heads, settings, beside, sequential, token, scores, size, theme, language]);

  /** A pinned token stays the one that is asked about: the pointer then reads its pairs. */
  const pairAt = (next: ScenePoint): Pair => {
    const fixed = tokenOf(pinned);
    const index = next.query ?? next.key;
    if (fixed === null) return { query: next.query !== null && next.key !== null ? placeAsked(next) : index, key: null };
    if (next.query !== null && next.key !== null) return next;
    return next.query === null ? { query: fixed, key: next.key } : { query: next.query, key: fixed };
  };
  const read = (next: ScenePoint | null): void => {
    point.current = next;
    setOver(next !== null);
    const at = next && pairAt(next);
    const hover = { ...(at?.query == null ? {} : { query: at.query }), ...(at?.key == null ? {} : { key: at.key }) };
    hovers.getState().setHover(at ? hover : null);
  };
  const pin = (): void => {
    const index = point.current && placeAsked(point.current);
    if (index !== null && index !== undefined) select({ query: index });
  };
  if (beside === "distance" && scores)
    return (
      <Region className={styles["lines"]} label={TEXTS.beside[language]}>
        <StageNotice title={TEXTS.noDistance[language]} remedy={TEXTS.noDistanceRemedy[language]} />
      </Region>
    );
  return (
    // A click pins; the arrow keys move the pinned token everywhere.
    <Region
      ref={ref}
      className={beside === "text" ? `${styles["lines"]} ${own["text"]}` : styles["lines"]}
      label={TEXTS[beside][language]}
      tabIndex={beside === "text" ? 0 : undefined}
      onClick={pin}
      data-beside={beside}
      data-token={token ?? ""}
    >
      {scene && (
        <SceneView scene={scene} onPoint={read}>
          {beside === "text" && <ReadToken scene={scene} map={map} pair={pair} />}
        </SceneView>
      )}
    </Region>
  );
}

/** The token that is asked about: the query of a pair, else its key. */
function tokenOf({ query, key }: Pair): number | null {
  return query ?? key;
}

/** The token under the pointer: where a frame stands for a pair, the one that is not the same in the whole block. */
function placeAsked({ frame, query, key }: ScenePoint): number | null {
  return frame.id.startsWith("from-") ? key : (query ?? key);
}

/** An outline round the read token in each block of the text. */
function ReadToken({ scene, map, pair }: { readonly scene: Scene; readonly map: LensMap; readonly pair: Pair }) {
  const place = (token: number): number => (map.units ? unitOf(map.units.keys, token) : token);
  const ids = [
    ...(pair.key === null ? [] : [`from-${place(pair.key)}`]),
    ...(pair.query === null ? [] : [`to-${place(pair.query)}`, `mean-${place(pair.query)}`]),
  ];
  return (
    <svg className={styles["overlay"]} width={scene.width} height={scene.height} aria-hidden="true">
      {scene.frames
        .filter(({ id }) => ids.includes(id))
        .map(({ id, x, y, width, height }) => (
          <rect key={id} className={own["read"]} x={x - 1} y={y - 1} width={width + 2} height={height + 2} />
        ))}
    </svg>
  );
}
