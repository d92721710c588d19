// The figure of the result at the size of its place. On the heatmap the pointer and the arrows read cells and choose one.

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { drawSweepFigure, type SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import type { Frame, Scene } from "../../../shared/figures/scene.ts";
import type { PlannedCell } from "../../../shared/needle/plan.ts";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { stagePaper } from "../../views/parts/drawFigure.ts";
import { place } from "../../views/parts/place.ts";
import { useSize } from "../../views/parts/useSize.ts";
import { useLanguage } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { drawnFigure, figureSettings, hasCells } from "./figure.ts";
import styles from "./lab.module.css";
import { readCell } from "./readCell.ts";
import { TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

/** A cell of a panel: row and column, the last ones being averages. */
interface Spot {
  readonly panel: string;
  readonly row: number;
  readonly column: number;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function SweepStage() {
  const ref = useRef<HTMLDivElement>(null);
  const size = useSize(ref);
  const language = useLanguage();
  const theme = useTheme();
  const shown = useLab((state) => state.shown);
  const choice = useLab((state) => state.figure);
  const cell = useLab((state) => state.cell);
  const [hover, setHover] = useState<Spot | null>(null);
  const data = shown?.data ?? null;
  const drawn = useMemo(() => data && drawnFigure(data, choice), [data, choice]);

  const scene = useMemo((): Scene | null => {
    if (!size || !data || !drawn || size.width < 80 || size.height < 80) return null;
    return drawSweepFigure(drawn.type, data, figureSettings(drawn.figure), stagePaper(size, theme, language));
  }, [data, drawn, size, theme, language]);

  if (!data || !drawn)
    return (
      <div ref={ref} className={styles["stage"]}>
        <div className="message">
          <p>{TEXTS.empty[language]}</p>
          <p className="muted">{TEXTS.emptyRemedy[language]}</p>
        </div>
      </div>
    );
  const { figure } = drawn;
  const cells = hasCells(figure.id);
  const chosen = cells && cell ? spotOf(data, cell) : null;
  // The pointer may rest on a cell while a figure without cells takes the heatmap's place.
  const pointed = cells ? hover : null;
  const spot = pointed ?? chosen;
  const text = spot ? readCell(data, figure, spot, language) : null;
  const choose = (at: Spot | null): void => {
    const planned = at && cellAt(data, figure.condition, at);
    if (planned) changeLab({ cell: planned, sample: null });
  };
  const point = (next: ScenePoint | null): void =>
    setHover(next && next.query !== null && next.key !== null ? { panel: next.frame.id, row: next.query, column: next.key } : null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!cells || !scene) return;
    if (step) {
      event.preventDefault();
      setHover(null);
      choose(moved(data, scene, chosen, step));
    } else if (event.key === "Enter") {
      // The same key press must not go on to the button that gets the focus.
      event.preventDefault();
      document.querySelector<HTMLElement>("[data-samples] button")?.focus();
    }
  };
  const frame = spot && scene?.frames.find(({ id }) => id === spot.panel);
  return (
    <div
      ref={ref}
      className={styles["stage"]}
      role="application"
      aria-label={`${scene?.title ?? ""}. ${TEXTS.keysHint[language]}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: cells are chosen with the arrow keys here
      tabIndex={0}
      data-sweep={figure.id}
      onKeyDown={onKeyDown}
      onClick={() => choose(pointed)}
    >
      {scene ? (
        <SceneView scene={scene} {...(cells ? { onPoint: point } : {})}>
          {frame && spot ? <div className={styles["ring"]} style={boxOf(frame, spot)} data-ring="" /> : null}
          {frame && spot && text && pointed ? (
            <div className={styles["card"]} style={place(middleOf(frame, spot), scene)} data-card="">
              {text.map(([name, value]) => (
                <p key={name}>
                  <span>{name}</span> <b>{value}</b>
                </p>
              ))}
            </div>
          ) : null}
        </SceneView>
      ) : null}
      <p className="hidden" aria-live="polite">
        {text?.map(([name, value]) => `${name} ${value}`).join(", ")}
      </p>
    </div>
  );
}

/** The cell of the plan at a spot; null on averages and on the difference. */
function cellAt(
  data: SweepData,
  condition: { needles: number | null; queries: number | null } | null,
  { panel, row, column }: Spot,
): PlannedCell | null {
  const table = data.scores("all");
  const { needles, queries } = condition ?? table.conditions[0] ?? { needles: null, queries: null };
  const [length, depth] = [table.lengths[column], table.depths[row]];
  if (!table.models.some(({ id }) => id === panel) || length === undefined || depth === undefined) return null;
  return { model: panel, needles: needles ?? 1, queries: queries ?? 1, length, depth };
}

function spotOf(data: SweepData, { model, length, depth }: PlannedCell): Spot | null {
  const { lengths, depths } = data.scores("all");
  const [row, column] = [depths.indexOf(depth), lengths.indexOf(length)];
  return row < 0 || column < 0 ? null : { panel: model, row, column };
}

/** The next cell in a direction; past the last column the next model begins. */
function moved(data: SweepData, scene: Scene, from: Spot | null, [down, across]: readonly [number, number]): Spot | null {
  const { lengths, depths, models } = data.scores("all");
  const panels = scene.frames.map(({ id }) => id).filter((id) => models.some((model) => model.id === id));
  const [first] = panels;
  if (!from) return first === undefined ? null : { panel: first, row: 0, column: 0 };
  const row = Math.max(0, Math.min(depths.length - 1, from.row + down));
  const place = panels.indexOf(from.panel) * lengths.length + from.column + across;
  if (place < 0 || place >= panels.length * lengths.length) return { ...from, row };
  return { panel: panels[Math.floor(place / lengths.length)] ?? from.panel, row, column: place % lengths.length };
}

function boxOf({ x, y, width, height, region }: Frame, { row, column }: Spot) {
  const [wide, tall] = [width / region.column1, height / region.row1];
  return { left: x + column * wide, top: y + row * tall, width: wide, height: tall };
}

function middleOf(frame: Frame, spot: Spot) {
  const { left, top, width, height } = boxOf(frame, spot);
  return { x: left + width / 2, y: top + height / 2 };
}
