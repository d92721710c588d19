// Every head between two measures. The points are buttons: hover reads, a click opens, arrows go to the next one that way.

import { type KeyboardEvent, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import headScatter from "../../../shared/figures/head-scatter/figure.ts";
import type { Scene, Spot } from "../../../shared/figures/scene.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { drawFigure } from "../parts/drawFigure.ts";
import { useHeadReading } from "../parts/headReading.ts";
import { Picker } from "../parts/Picker.tsx";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";
import { useSize } from "../parts/useSize.ts";
import type { Column, Shown } from "./columns.ts";
import type { scatterFigure } from "./figure.ts";
import { openHead, sameHead } from "./openHead.ts";
import type { WorkbenchSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

/** Smallest target of a point, in pixels. */
const TARGET = 16;

interface ScatterPaneProps {
  readonly trace: Trace;
  readonly map: MapChoice;
  readonly shown: Shown;
  /** Settings of the figure; null where the shown numbers are of another model. */
  readonly figure: ReturnType<typeof scatterFigure> | null;
  readonly theme: ThemeName;
  readonly language: Language;
  readonly settings: WorkbenchSettings;
  change(change: Partial<WorkbenchSettings>): void;
}

export function ScatterPane({ trace, map, shown, figure, theme, language, settings, change }: ScatterPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const scene = useMemo(
    () => (size && size.width >= 80 && size.height >= 80 && figure ? drawFigure(headScatter, trace, figure, size, theme, language) : null),
    [trace, figure, size, theme, language],
  );
  const options = [
    { value: "", text: TEXTS.suited[language] },
    ...shown.columns.filter(({ missing }) => missing === null).map(({ id, title }) => ({ value: id, text: title[language] })),
  ];
  const facts = scene?.facts as { readonly x?: string; readonly y?: string } | undefined;
  return (
    <div className={styles["plot"]}>
      <div className={styles["axes"]}>
        <Picker label={TEXTS.y[language]} value={settings.y ?? ""} options={options} onChange={(y) => change({ y: y === "" ? null : y })} />
        <Picker label={TEXTS.x[language]} value={settings.x ?? ""} options={options} onChange={(x) => change({ x: x === "" ? null : x })} />
      </div>
      <div ref={ref} className={styles["chart"]} data-scatter="">
        {scene && (
          <SceneView scene={scene}>
            <Spots scene={scene} map={map} language={language} />
          </SceneView>
        )}
        {!figure && <p className={styles["reading"]}>{TEXTS.staleResult[language]}</p>}
      </div>
      <Reading shown={shown} x={facts?.x} y={facts?.y} language={language} />
    </div>
  );
}

/** The nearest point in the direction of an arrow key; null where there is none. */
function neighbour(spots: readonly Spot[], from: Spot, key: string): Spot | null {
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (!way) return null;
  const [dx = 0, dy = 0] = way;
  let best: { readonly spot: Spot; readonly cost: number } | null = null;
  for (const spot of spots) {
    const along = (spot.x - from.x) * dx + (spot.y - from.y) * dy;
    const aside = Math.abs((spot.x - from.x) * dy) + Math.abs((spot.y - from.y) * dx);
    if (spot === from || along <= 0) continue;
    const cost = along + 3 * aside;
    if (!best || cost < best.cost) best = { spot, cost };
  }
  return best?.spot ?? null;
}

function Spots({ scene, map, language }: { readonly scene: Scene; readonly map: MapChoice; readonly language: Language }) {
  const selection = useSelectionStore();
  const hover = useHoverStore();
  const chosen = useStore(selection, ({ selection: { heads } }) => heads[0]);
  const hovered = useStore(hover, ({ hover: now }) =>
    now?.layer === undefined || now.head === undefined ? "" : headName({ layer: now.layer, head: now.head }),
  );
  const list = useRef<HTMLFieldSetElement>(null);
  const spots = scene.spots ?? [];
  const entry = spots.find(({ shows }) => chosen && sameHead(shows, chosen)) ?? spots[0];
  const read = useHeadReading();
  const keys = (event: KeyboardEvent, from: Spot): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = neighbour(spots, from, event.key);
    if (!next && !event.key.startsWith("Arrow")) return;
    // Elsewhere the same keys move the token pair.
    event.preventDefault();
    list.current?.querySelector<HTMLButtonElement>(`[data-spot="${next?.id}"]`)?.focus();
  };
  return (
    <fieldset ref={list} className={styles["spots"]} aria-label={TEXTS.scatterName[language]} onPointerLeave={() => read(null)}>
      {spots.map((spot) => {
        const side = Math.max(TARGET, spot.radius * 2);
        return (
          <button
            key={spot.id}
            type="button"
            className={styles["spot"]}
            style={{ transform: `translate(${spot.x - side / 2}px, ${spot.y - side / 2}px)`, width: side, height: side }}
            data-spot={spot.id}
            data-hovered={hovered === spot.id}
            aria-label={`${spot.id}, ${TEXTS.open[language]}`}
            tabIndex={spot === entry ? 0 : -1}
            onPointerEnter={() => read(spot.shows)}
            onFocus={() => read(spot.shows)}
            onBlur={() => read(null)}
            onKeyDown={(event) => keys(event, spot)}
            onClick={() => openHead(selection.getState().select, { ...spot.shows }, map)}
          />
        );
      })}
    </fieldset>
  );
}

interface ReadingProps {
  readonly shown: Shown;
  readonly x: string | undefined;
  readonly y: string | undefined;
  readonly language: Language;
}

/** The head under the pointer with its two numbers, in more digits than the table has. */
function Reading({ shown, x, y, language }: ReadingProps) {
  const hover = useHoverStore();
  const at = useStore(hover, ({ hover: now }) => shown.heads.findIndex(({ layer, head }) => now?.layer === layer && now.head === head));
  const head = shown.heads[at];
  const columns = [...new Set([y, x])].flatMap((id): Column[] => shown.columns.filter((column) => column.id === id));
  return (
    <p className={styles["reading"]} data-reading={head ? headName(head) : ""}>
      {head ? (
        <>
          <b>{headName(head)}</b>
          {columns.map(({ id, title, values }) => (
            <span key={id}>
              {" · "}
              {title[language]} <b data-field={id}>{formatValue(values[at] ?? Number.NaN, 6)}</b>
            </span>
          ))}
        </>
      ) : (
        TEXTS.scatterKeys[language]
      )}
    </p>
  );
}
