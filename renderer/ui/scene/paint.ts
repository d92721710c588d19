// Marks painted on a canvas: the rasters of a scene on the screen, and everything for a bitmap file.

import { FONT_FAMILY } from "../../../shared/figures/format/svg.ts";
import type { Mark, RasterMark, TextMark } from "../../../shared/figures/scene.ts";
import { baselineShift } from "../../../shared/figures/text/measure.ts";

/** No browser's canvas is lower than this. */
const TALLEST = 1 << 14;

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const rowsOf = (marks: readonly RasterMark[]): number => marks.reduce((sum, { rows }) => sum + rows, 0);

/** The cells of all rasters as one bitmap of one pixel a cell, one raster under the other: a canvas costs more than its pixels. */
function bitmapOf(marks: readonly RasterMark[]): OffscreenCanvas {
  const canvas = new OffscreenCanvas(Math.max(...marks.map(({ columns }) => columns)), rowsOf(marks));
  const context = canvas.getContext("2d");
  let top = 0;
  for (const { pixels, columns, rows } of marks) {
    const image = new ImageData(columns, rows);
    image.data.set(pixels);
    context?.putImageData(image, 0, top);
    top += rows;
  }
  return canvas;
}

/**
 * Paints cells with their outer edges on whole pixels.
 *
 * Cells larger than a pixel are never smoothed; where there are more cells than pixels they are averaged, so that none
 * is left out.
 * @param scale pixels a point
 */
export function paintRasters(context: Context, marks: readonly RasterMark[], scale: number): void {
  const room = marks.findIndex((_, place) => place > 0 && rowsOf(marks.slice(0, place + 1)) > TALLEST);
  if (room > 0) {
    paintRasters(context, marks.slice(0, room), scale);
    paintRasters(context, marks.slice(room), scale);
    return;
  }
  if (marks.length === 0) return;
  const bitmap = bitmapOf(marks);
  let from = 0;
  for (const { x, y, width, height, columns, rows } of marks) {
    const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
    const wide = Math.max(1, Math.round((x + width) * scale) - left);
    const tall = Math.max(1, Math.round((y + height) * scale) - top);
    context.imageSmoothingEnabled = columns > wide || rows > tall;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, from, columns, rows, left, top, wide, tall);
    from += rows;
  }
}

function paintText(context: Context, mark: TextMark): void {
  context.save();
  context.translate(mark.x, mark.y);
  if (mark.rotate) context.rotate((mark.rotate * Math.PI) / 180);
  context.font = `${mark.weight ?? 400} ${mark.size}px ${FONT_FAMILY}`;
  context.fillStyle = mark.fill;
  context.textAlign = mark.anchor === "middle" ? "center" : mark.anchor;
  context.textBaseline = "alphabetic";
  context.fillText(mark.text, 0, baselineShift(mark.baseline) * mark.size);
  context.restore();
}

/** Paints marks in drawing order; the context's unit is a pixel, `scale` pixels a point. */
export function paintMarks(context: Context, marks: readonly Mark[], scale: number): void {
  for (const mark of marks) {
    context.save();
    if (mark.type !== "raster") context.scale(scale, scale);
    switch (mark.type) {
      case "raster":
        paintRasters(context, [mark], scale);
        break;
      case "text":
        paintText(context, mark);
        break;
      case "rect": {
        const { x, y, width, height } = mark;
        context.globalAlpha = mark.opacity ?? 1;
        context.fillStyle = mark.fill;
        context.fillRect(x, y, width, height);
        if (mark.stroke) {
          context.strokeStyle = mark.stroke;
          context.lineWidth = mark.strokeWidth ?? 1;
          context.strokeRect(x, y, width, height);
        }
        break;
      }
      case "path": {
        const path = new Path2D(mark.d);
        context.globalAlpha = mark.opacity ?? 1;
        if (mark.fill !== "none") {
          context.fillStyle = mark.fill;
          context.fill(path);
        }
        if (mark.stroke !== "none" && mark.strokeWidth > 0) {
          context.strokeStyle = mark.stroke;
          context.lineWidth = mark.strokeWidth;
          context.setLineDash([...(mark.dash ?? [])]);
          context.stroke(path);
        }
        break;
      }
      case "group":
        if (mark.clip) {
          context.beginPath();
          context.rect(mark.clip.x, mark.clip.y, mark.clip.width, mark.clip.height);
          context.clip();
        }
        // The children scale for themselves.
        context.scale(1 / scale, 1 / scale);
        paintMarks(context, mark.marks, scale);
        break;
    }
    context.restore();
  }
}
