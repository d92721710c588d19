// Marks as SVG elements, as data: the file writer prints this tree, the screen builds it with the DOM. One conversion,
// so that both are the same drawing.

import type { Mark, RasterMark, TextMark } from "../scene.ts";
import { baselineShift } from "../text/measure.ts";
import { toBase64 } from "./base64.ts";
import { encodePng } from "./png.ts";

export interface SvgNode {
  readonly tag: string;
  /** In the order in which they are written; undefined: not written. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly SvgNode[];
  /** Text after the children. */
  readonly text?: string;
}

/** Cells up to which a raster is drawn as rectangles, which any vector editor can take apart. */
export const LARGEST_VECTOR_RASTER = 4096;
/** Cells of a whole figure beyond which its maps become pictures; bars of legends stay rectangles. */
const MOST_VECTOR_CELLS = 20_000;
const SMALL_RASTER = 256;

function countCells(marks: readonly Mark[]): number {
  return marks.reduce(
    (sum, mark) => sum + (mark.type === "raster" ? mark.columns * mark.rows : mark.type === "group" ? countCells(mark.marks) : 0),
    0,
  );
}

/** A number with at most three decimals. */
export function svgNumber(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

function textNode(mark: TextMark): SvgNode {
  return {
    tag: "text",
    attributes: {
      x: mark.x,
      y: mark.y + baselineShift(mark.baseline) * mark.size,
      "font-size": mark.size,
      "font-weight": mark.weight === 600 ? 600 : undefined,
      fill: mark.fill,
      "text-anchor": mark.anchor === "start" ? undefined : mark.anchor,
      transform: mark.rotate ? `rotate(${svgNumber(mark.rotate)} ${svgNumber(mark.x)} ${svgNumber(mark.y)})` : undefined,
    },
    ...(mark.title === undefined ? {} : { children: [{ tag: "title", attributes: {}, text: mark.title }] }),
    text: mark.text,
  };
}

/** Cells as rectangles, equal neighbours in a row as one. */
function cellNodes(mark: RasterMark): SvgNode {
  const { columns, rows } = mark;
  const [wide, tall] = [mark.width / columns, mark.height / rows];
  const words = new Uint32Array(mark.pixels.buffer, mark.pixels.byteOffset, columns * rows);
  const children: SvgNode[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; ) {
      const at = row * columns + column;
      let end = column + 1;
      while (end < columns && words[row * columns + end] === words[at]) end++;
      const [red = 0, green = 0, blue = 0, alpha = 255] = mark.pixels.subarray(at * 4, at * 4 + 4);
      const fill = `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`;
      const place = { x: mark.x + column * wide, y: mark.y + row * tall, width: (end - column) * wide, height: tall };
      if (alpha > 0)
        children.push({ tag: "rect", attributes: { ...place, fill, "fill-opacity": alpha === 255 ? undefined : alpha / 255 } });
      column = end;
    }
  }
  return { tag: "g", attributes: { "shape-rendering": "crispEdges" }, children };
}

function rasterNode(mark: RasterMark, largest: number): SvgNode {
  if (mark.columns * mark.rows <= largest) return cellNodes(mark);
  return {
    tag: "image",
    attributes: {
      x: mark.x,
      y: mark.y,
      width: mark.width,
      height: mark.height,
      preserveAspectRatio: "none",
      "image-rendering": "pixelated",
      // The older name of href: newer viewers read both, older ones only this.
      "xlink:href": `data:image/png;base64,${toBase64(encodePng(mark.pixels, mark.columns, mark.rows))}`,
    },
  };
}

/** Converts marks; clip paths are numbered in drawing order from `clip-1`. */
export function svgNodes(marks: readonly Mark[]): SvgNode[] {
  let clips = 0;
  const largest = countCells(marks) > MOST_VECTOR_CELLS ? SMALL_RASTER : LARGEST_VECTOR_RASTER;
  const convert = (mark: Mark): SvgNode[] => {
    switch (mark.type) {
      case "text":
        return mark.text === "" ? [] : [textNode(mark)];
      case "rect": {
        const { x, y, width, height, fill, stroke, strokeWidth, opacity } = mark;
        return [{ tag: "rect", attributes: { x, y, width, height, fill, stroke, "stroke-width": strokeWidth, opacity } }];
      }
      case "path": {
        const { d, fill, stroke, strokeWidth, opacity, dash } = mark;
        return [
          {
            tag: "path",
            attributes: { d, fill, stroke, "stroke-width": strokeWidth, opacity, "stroke-dasharray": dash?.map(svgNumber).join(" ") },
          },
        ];
      }
      case "raster":
        return [rasterNode(mark, largest)];
      case "group": {
        const id = mark.clip ? `clip-${++clips}` : "";
        const children = mark.marks.flatMap(convert);
        if (!mark.clip) return [{ tag: "g", attributes: { id: mark.name }, children }];
        const { x, y, width, height } = mark.clip;
        return [
          { tag: "clipPath", attributes: { id }, children: [{ tag: "rect", attributes: { x, y, width, height } }] },
          { tag: "g", attributes: { id: mark.name, "clip-path": `url(#${id})` }, children },
        ];
      }
    }
  };
  return marks.flatMap(convert);
}
