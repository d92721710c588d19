// What the read token looks at, and who looks at it, as lines between tokens.

import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import tokenLines from "../../../shared/figures/token-lines/figure.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Combination } from "../../../shared/trace/combine.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { useReadPair } from "../parts/pair.ts";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useSettled } from "../parts/useSettled.ts";
import { useSize } from "../parts/useSize.ts";
import { TEXTS } from "./texts.ts";

/** Lines of the read token in each direction, and of every token where none is read. */
const MOST = 12;
const MOST_OF_ALL = 1;
/** How long the pointer must rest on a token before its lines are drawn, in milliseconds. */
const REST = 60;

interface LinesPaneProps {
  readonly trace: Trace;
  readonly choice: MapChoice;
  readonly heads: readonly HeadRef[];
  readonly combine: Combination;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LinesPane({ trace, choice, heads, combine, theme, language }: LinesPaneProps) {
  const ref = useRef<HTMLElement>(null);
  const point = useRef<ScenePoint | null>(null);
  const size = useSize(ref);
  const count = trace.tokens.length;
  const pair = useReadPair(count, count);
  // The crosshair follows the pointer at once; the lines follow when it rests.
  const token = useSettled(pair.query ?? pair.key, REST);
  const hoverStore = useHoverStore();
  const select = useStore(useSelectionStore(), (state) => state.select);
  const scene = useMemo(() => {
    if (!size || size.width < 80 || size.height < 60) return null;
    const settings = {
      map: choice,
      heads: [...heads],
      combine,
      token,
      ...(token === null ? { top: MOST_OF_ALL } : { top: MOST, threshold: 0 }),
    };
    return drawFigure(tokenLines, trace, settings, size, theme, language);
  }, [trace, choice, heads, combine, token, size, theme, language]);

  const read = (next: ScenePoint | null): void => {
    point.current = next;
    const index = next?.query ?? next?.key ?? null;
    hoverStore.getState().setHover(index === null ? null : { query: index });
  };
  const pin = (): void => {
    const index = point.current?.query ?? point.current?.key;
    if (index !== undefined && index !== null) select({ query: index });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys move the pinned token everywhere
    <section ref={ref} className={styles["lines"]} aria-label={TEXTS.lines[language]} onClick={pin} data-lines={token ?? ""}>
      {scene && <SceneView scene={scene} onPoint={read} />}
    </section>
  );
}
