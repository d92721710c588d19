// A scene as elements: cells on a canvas at the screen's own pixels, everything else as the SVG that the file has.
// Marks keep their order; where cells come after lines and text, a next canvas begins.

import { FONT_FAMILY } from "../../../shared/figures/format/svg.ts";
import { type SvgNode, svgNodes, svgNumber } from "../../../shared/figures/format/svgTree.ts";
import type { Mark, RasterMark, Scene } from "../../../shared/figures/scene.ts";
import { paintRaster } from "./paint.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Rasters of at most so many cells may be drawn as rectangles among lines and text: the bars of legends. */
const SMALL = 256;

interface Layer {
  readonly rasters: RasterMark[];
  readonly marks: Mark[];
}

/** Cuts the marks into layers, each some cells under some lines and text. */
export function layersOf(marks: readonly Mark[]): Layer[] {
  const layers: Layer[] = [{ rasters: [], marks: [] }];
  const top = (): Layer => layers.at(-1) as Layer;
  const walk = (list: readonly Mark[], wrap: (inside: Mark[]) => Mark): void => {
    let run: Mark[] = [];
    const flush = (): void => {
      if (run.length > 0) top().marks.push(wrap(run));
      run = [];
    };
    for (const mark of list) {
      if (mark.type === "raster" && (mark.columns * mark.rows > SMALL || (top().marks.length === 0 && run.length === 0))) {
        flush();
        if (top().marks.length > 0) layers.push({ rasters: [], marks: [] });
        top().rasters.push(mark);
      } else if (mark.type === "group" && !mark.clip) {
        flush();
        walk(mark.marks, (inside) => wrap([{ ...mark, marks: inside }]));
      } else run.push(mark);
    }
    flush();
  };
  walk(marks, (inside) => (inside.length === 1 && inside[0] ? inside[0] : { type: "group", name: "scene", marks: inside }));
  return layers;
}

/** Builds elements of the SVG tree. Ids become names local to this scene: a page shows several scenes. */
function build(node: SvgNode, prefix: string): SVGElement {
  const element = document.createElementNS(SVG, node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value === undefined) continue;
    const text = typeof value === "number" ? svgNumber(value) : value;
    if (name === "id" && node.tag !== "clipPath") element.setAttribute("data-name", text);
    else if (name === "id") element.setAttribute("id", prefix + text);
    else if (name === "clip-path") element.setAttribute(name, text.replace("#", `#${prefix}`));
    else if (name === "xlink:href") element.setAttribute("href", text);
    else element.setAttribute(name, text);
  }
  for (const child of node.children ?? []) element.append(build(child, prefix));
  if (node.text !== undefined) element.append(node.text);
  return element;
}

function canvasOf(scene: Scene, rasters: readonly RasterMark[], density: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(scene.width * density);
  canvas.height = Math.round(scene.height * density);
  const context = canvas.getContext("2d");
  if (context) for (const mark of rasters) paintRaster(context, mark, density);
  return canvas;
}

let mounted = 0;

/**
 * Replaces what is in `host` by the scene, one CSS pixel a point.
 * @param density device pixels a CSS pixel
 */
export function mountScene(host: HTMLElement, scene: Scene, density: number): void {
  const prefix = `scene-${++mounted}-`;
  const layers = layersOf(scene.marks).flatMap(({ rasters, marks }): Element[] => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", String(scene.width));
    svg.setAttribute("height", String(scene.height));
    svg.setAttribute("viewBox", `0 0 ${svgNumber(scene.width)} ${svgNumber(scene.height)}`);
    svg.setAttribute("font-family", FONT_FAMILY);
    svg.append(...svgNodes(marks).map((node) => build(node, prefix)));
    return [...(rasters.length > 0 ? [canvasOf(scene, rasters, density)] : []), ...(marks.length > 0 ? [svg] : [])];
  });
  for (const layer of layers) {
    (layer as HTMLElement | SVGElement).style.cssText = `position:absolute;left:0;top:0;width:${scene.width}px;height:${scene.height}px`;
  }
  host.replaceChildren(...layers);
}
