// A scene as elements: cells on a canvas at the screen's own pixels, everything else as the SVG that the file has.
// Marks keep their order; where cells come after lines and text, a next canvas begins.

import { FONT_FAMILY } from "../../../shared/figures/format/svg.ts";
import { type SvgNode, svgNodes, svgNumber } from "../../../shared/figures/format/svgTree.ts";
import type { Mark, RasterMark, Scene } from "../../../shared/figures/scene.ts";
import { paintRasters } from "./paint.ts";

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

/** One layer on the page. */
interface Shown {
  readonly canvas: HTMLCanvasElement | null;
  readonly svg: SVGSVGElement | null;
  /** What the elements in `svg` were built from. */
  readonly drawn: readonly string[];
}

interface Mounted {
  readonly prefix: string;
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly layers: readonly Shown[];
}

const shownIn = new WeakMap<HTMLElement, Mounted>();
let mounted = 0;

/** Paints the cells of a layer, on the canvas that is there or on a new one. */
function showCells(old: HTMLCanvasElement | null, scene: Scene, rasters: readonly RasterMark[], density: number): HTMLCanvasElement | null {
  if (rasters.length === 0) return null;
  const canvas = old ?? document.createElement("canvas");
  if (!old) {
    canvas.width = Math.round(scene.width * density);
    canvas.height = Math.round(scene.height * density);
  }
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, canvas.width, canvas.height);
  if (context) paintRasters(context, rasters, density);
  return canvas;
}

/** Builds the lines and text of a layer; what is there already and the same stays. */
function showMarks(old: Shown | undefined, scene: Scene, marks: readonly Mark[], prefix: string): Pick<Shown, "svg" | "drawn"> {
  if (marks.length === 0) return { svg: null, drawn: [] };
  const nodes = svgNodes(marks);
  const drawn = nodes.map((node) => JSON.stringify(node));
  const svg = old?.svg ?? document.createElementNS(SVG, "svg");
  if (!old?.svg) {
    svg.setAttribute("width", String(scene.width));
    svg.setAttribute("height", String(scene.height));
    svg.setAttribute("viewBox", `0 0 ${svgNumber(scene.width)} ${svgNumber(scene.height)}`);
    svg.setAttribute("font-family", FONT_FAMILY);
  }
  nodes.forEach((node, place) => {
    if (old?.drawn[place] === drawn[place]) return;
    const element = build(node, prefix);
    if (svg.children[place]) svg.children[place].replaceWith(element);
    else svg.append(element);
  });
  while (svg.children.length > nodes.length) svg.lastElementChild?.remove();
  return { svg, drawn };
}

/**
 * Replaces what is in `host` by the scene, one CSS pixel a point. A scene of the same size keeps the elements that are the
 * same in both: the browser then lays out and paints only what changed.
 * @param density device pixels a CSS pixel
 */
export function mountScene(host: HTMLElement, scene: Scene, density: number): void {
  const { width, height } = scene;
  const wanted = layersOf(scene.marks);
  const before = shownIn.get(host);
  const same =
    before?.width === width &&
    before.height === height &&
    before.density === density &&
    before.layers.length === wanted.length &&
    wanted.every(
      ({ rasters, marks }, place) =>
        rasters.length > 0 === (before.layers[place]?.canvas !== null) && marks.length > 0 === (before.layers[place]?.svg !== null),
    );
  const prefix = same ? before.prefix : `scene-${++mounted}-`;
  const layers = wanted.map(({ rasters, marks }, place): Shown => {
    const old = same ? before.layers[place] : undefined;
    return { canvas: showCells(old?.canvas ?? null, scene, rasters, density), ...showMarks(old, scene, marks, prefix) };
  });
  shownIn.set(host, { prefix, width, height, density, layers });
  if (same) return;
  const elements = layers.flatMap(({ canvas, svg }) => [canvas, svg].filter((element) => element !== null));
  for (const element of elements) element.style.cssText = `position:absolute;left:0;top:0;width:${width}px;height:${height}px`;
  host.replaceChildren(...elements);
}
