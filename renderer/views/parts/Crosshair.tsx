// The linked cursor: the row and the column of the pair that is read, in every map of the scene, and the pinned cell.

import { memo } from "react";
import type { Frame, Scene } from "../../../shared/figures/scene.ts";
import { shorten } from "../../../shared/figures/text/label.ts";
import { textWidth } from "../../../shared/figures/text/measure.ts";
import { unitOf } from "../../../shared/lens/words.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { usePinnedPair, useReadPair } from "./pair.ts";
import styles from "./stage.module.css";

const LABEL_SIZE = 11;

interface CrosshairProps {
  readonly scene: Scene;
  readonly rows: number;
  readonly columns: number;
  readonly tokens: readonly Token[];
}

interface CellBox {
  readonly row: { readonly y: number; readonly height: number } | null;
  readonly column: { readonly x: number; readonly width: number } | null;
}

/**
 * Where a cell of a map is in its frame, in points; null when it is outside of the region. Where the rows and columns are
 * words, a token is where its word is.
 */
export function cellBox(frame: Frame, query: number | null, key: number | null): CellBox {
  const { row0, row1, column0, column1 } = frame.region;
  const [asRow, asColumn] = frame.reads === "key" ? [null, key] : frame.reads === "query" ? [query, null] : [query, key];
  const row = asRow === null || !frame.units ? asRow : unitOf(frame.units.queries, asRow);
  const column = asColumn === null || !frame.units ? asColumn : unitOf(frame.units.keys, asColumn);
  const down = (at: number | null, from: number, to: number): CellBox["row"] => {
    const height = frame.height / (to - from);
    return at !== null && at >= from && at < to ? { y: frame.y + (at - from) * height, height } : null;
  };
  const across = (at: number | null, from: number, to: number): CellBox["column"] => {
    const width = frame.width / (to - from);
    return at !== null && at >= from && at < to ? { x: frame.x + (at - from) * width, width } : null;
  };
  if (frame.reads === "query" && frame.across) return { row: null, column: across(row, row0, row1) };
  if (frame.reads === "key" && !frame.across) return { row: down(column, column0, column1), column: null };
  return { row: down(row, row0, row1), column: across(column, column0, column1) };
}

export const Crosshair = memo(function Crosshair({ scene, rows, columns, tokens }: CrosshairProps) {
  const { query, key } = useReadPair(rows, columns);
  const pinned = usePinnedPair(rows, columns);
  const left = Math.min(...scene.frames.map((frame) => frame.x));
  // Rows of tokens under one another have one axis, at the foot of the lowest.
  const lowest = scene.frames.findLast((frame) => frame.across);
  return (
    <svg className={styles["overlay"]} width={scene.width} height={scene.height} aria-hidden="true">
      {scene.frames.map((frame) => {
        const { row, column } = cellBox(frame, query, key);
        const pin = cellBox(frame, pinned.query, pinned.key);
        return (
          <g key={frame.id}>
            {row && <Band x={frame.x} y={row.y} width={frame.width} height={row.height} />}
            {column && <Band x={column.x} y={frame.y} width={column.width} height={frame.height} />}
            {pin.row && pin.column && <PinMark x={pin.column.x} y={pin.row.y} width={pin.column.width} height={pin.row.height} />}
            {row && frame.x === left && (
              <AxisLabel
                text={labelOf(tokens, frame.reads === "key" ? key : query)}
                x={frame.x - 3}
                y={row.y + row.height / 2}
                side="left"
                scene={scene}
              />
            )}
            {column && !(frame.across && frame !== lowest) && (
              <AxisLabel
                text={labelOf(tokens, frame.reads === "query" ? query : key)}
                x={column.x + column.width / 2}
                y={frame.y + frame.height + 3}
                side="below"
                scene={scene}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
});

/** A row or column of cells between two hairlines; one line where cells are too small for two. */
function Band({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const flat = width > height;
  const breadth = flat ? height : width;
  if (breadth < 4) {
    const [cx, cy] = [x + width / 2, y + height / 2];
    return <path className={styles["band"]} d={flat ? `M${x} ${cy}h${width}` : `M${cx} ${y}v${height}`} />;
  }
  return (
    <path
      className={styles["band"]}
      d={flat ? `M${x} ${y}h${width}M${x} ${y + height}h${width}` : `M${x} ${y}v${height}M${x + width} ${y}v${height}`}
    />
  );
}

/** The pinned cell: a ring that is seen on any colour, never smaller than 7 points. */
function PinMark({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const [w, h] = [Math.max(7, width), Math.max(7, height)];
  const box = { x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h };
  return (
    <>
      <rect {...box} className={styles["pinHalo"]} />
      <rect {...box} className={styles["pin"]} data-pin="" />
    </>
  );
}

/** "58 ome", as the axis has it. */
const labelOf = (tokens: readonly Token[], place: number | null): string => `${tokenNumber(place ?? 0)} ${tokens[place ?? 0]?.label ?? ""}`;

/** The token's name on the axis, over whatever labels the figure has there. */
function AxisLabel({ text, x, y, side, scene }: { text: string; x: number; y: number; side: "left" | "below"; scene: Scene }) {
  const room = side === "left" ? x - 4 : scene.width - 8;
  const shown = shorten(text, room - 8, LABEL_SIZE);
  const width = textWidth(shown, LABEL_SIZE) + 8;
  const boxX = side === "left" ? Math.max(0, x - width) : Math.max(0, Math.min(scene.width - width, x - width / 2));
  const boxY = side === "left" ? Math.max(0, Math.min(scene.height - 17, y - 8.5)) : y;
  return (
    <g>
      <rect className={styles["axisBox"]} x={boxX} y={boxY} width={width} height={17} rx={2} />
      <text className={styles["axisText"]} x={boxX + 4} y={boxY + 12.5} fontSize={LABEL_SIZE}>
        {shown}
      </text>
    </g>
  );
}
