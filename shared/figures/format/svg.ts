// A scene as an SVG file that looks the same in every viewer: attributes only (viewers that ignore style sheets paint
// classes black), baselines worked out beforehand, no smoothing of cells. The same scene gives the same bytes.

import type { Plain, Scene } from "../scene.ts";
import { printable } from "../text/label.ts";
import { type SvgNode, svgNodes, svgNumber } from "./svgTree.ts";

/** Inter first, then what a machine without it has. */
export const FONT_FAMILY = "Inter, 'Noto Sans SC', Helvetica, Arial, sans-serif";

/** What a writer prints besides the scene. */
export interface SvgOptions {
  /** What the figure was made from; kept in the file so that it can be made again. */
  readonly spec?: Plain;
}

function escaped(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** JSON with what XML or an eye would not keep written as JSON's own escapes, so that it reads back as it was. */
function plainJson(value: Plain): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (one) =>
    printable(one) === one
      ? one
      : Array.from({ length: one.length }, (_, i) => `\\u${one.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

function print(node: SvgNode): string {
  const attributes = Object.entries(node.attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? svgNumber(value) : escaped(value ?? "")}"`)
    .join("");
  const inside = (node.children ?? []).map(print).join("") + escaped(node.text ?? "");
  return inside === "" ? `<${node.tag}${attributes}/>` : `<${node.tag}${attributes}>${inside}</${node.tag}>`;
}

/**
 * Writes a scene as SVG 1.1, sized in points.
 *
 * The file carries the title, the caption (`<desc>`) and, as JSON in `<metadata>`, the facts of the scene and the spec
 * it was made from.
 */
export function writeSvg(scene: Scene, options: SvgOptions = {}): string {
  const { width, height, background } = scene;
  const metadata = plainJson({
    format: "heddle-figure/1",
    facts: scene.facts,
    ...(options.spec === undefined ? {} : { spec: options.spec }),
  });
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
    version: "1.1",
    width: `${svgNumber(width)}pt`,
    height: `${svgNumber(height)}pt`,
    viewBox: `0 0 ${svgNumber(width)} ${svgNumber(height)}`,
    "font-family": FONT_FAMILY,
    role: "img",
  };
  const lines = [
    { tag: "title", attributes: {}, text: scene.title },
    { tag: "desc", attributes: {}, text: scene.caption },
    { tag: "metadata", attributes: {}, text: metadata },
    { tag: "rect", attributes: { x: 0, y: 0, width, height, fill: background } },
    ...svgNodes(scene.marks),
  ].map(print);
  const open = Object.entries(root)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg${open}>\n${lines.join("\n")}\n</svg>\n`;
}
