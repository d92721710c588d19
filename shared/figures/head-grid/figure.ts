// All heads of all layers as small maps: layers down, heads across. The map of the model: where something happens at all.

import * as v from "valibot";
import { isHeadOff } from "../../ablation/headSwitch.ts";
import { requireLens } from "../../lens/refuse.ts";
import { DERIVATIONS, type Lens, lensEntries, PLAIN } from "../../lens/settings.ts";
import { lensOutputs } from "../../lens/source.ts";
import type { Localized } from "../../text.ts";
import { lacking } from "../../trace/lacking.ts";
import { isCausal, MAP_ROLES, mapCaptures } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import { denseSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import type { ValueKind } from "../../trace/vocabulary.ts";
import { defineFigure } from "../contract.ts";
import { type ChosenMap, capitalise, chooseMap, closing, facts, join, mapSentences, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { lensFacts, seenLegend, seenMap, seenName, seenSentences } from "../parts/lens.ts";
import { drawnCells, drawnValues } from "../parts/map.ts";
import { box, line } from "../parts/path.ts";
import { extent, type Range, rangeFor } from "../parts/range.ts";
import { colourSettings, headSetting, mapSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";
import { keptPixels, keptValues } from "./kept.ts";

const settings = v.strictObject({
  map: mapSetting,
  ...colourSettings,
  /** `shared`: one range for all maps, so that colours can be compared; `map`: each map has its own, so that faint ones show. */
  ranges: v.optional(v.picklist(["shared", "map"]), "shared"),
  /** Each map through a lens; rollout is of layers, not of heads. */
  derive: v.optional(v.picklist(DERIVATIONS.filter((derive) => derive !== "rollout")), "none"),
  hidden: lensEntries.hidden,
  renormalise: lensEntries.renormalise,
  /** Heads to outline. */
  selected: v.optional(v.array(headSetting), []),
  /** Most cells along an axis of a small map. */
  resolution: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512)), 64),
});

/** Width, in ems, under which the legend takes several lines. */
const NARROW = 40;
/** Largest small map on paper, in ems of the smallest text. */
const LARGEST_MAP = 16;

/** One small map. */
interface Tile {
  readonly layer: number;
  readonly head: number;
  readonly kind: ValueKind;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  readonly off: boolean;
}

function tilesOf(trace: Trace, map: ChosenMap, lens: Lens, resolution: number): Tile[] {
  const causal = isCausal(trace);
  const plain = lens.derive === "none" && lens.hidden.length === 0;
  const seenAs = plain ? "" : [lens.derive, lens.renormalise, ...lens.hidden].join();
  const tiles = mapCaptures(trace, map).flatMap((capture) =>
    Array.from({ length: capture.shape[0] ?? 0 }, (_, head): Tile => {
      const captured = denseSource(capture, head, causal);
      const region = { row0: 0, row1: captured.rows, column0: 0, column1: captured.columns };
      const layer = capture.layer ?? 0;
      const source = (): AttentionSource => (plain ? captured : seenMap(trace, { map, heads: [{ layer, head }], lens }).source);
      const kind = lens.derive === "none" || capture.kind === "signed" ? capture.kind : "value";
      const values = keptValues(capture.data, [head, causal, resolution, seenAs].join(), () => drawnValues(source(), region, resolution));
      return {
        layer,
        head,
        kind,
        rows: captured.rows,
        columns: captured.columns,
        values,
        off: isHeadOff(trace.manifest, trace.knobs, layer, head),
      };
    }),
  );
  if (tiles.length === 0)
    throw lacking({ en: `${map.role} with heads`, zh: `带头的 ${map.role}` }, { en: "Choose another map.", zh: "请选择其他图。" });
  return tiles;
}

interface Grid {
  readonly layers: readonly number[];
  readonly heads: number;
  readonly side: number;
  readonly gap: number;
  /** Top left of the first map. */
  readonly x: number;
  readonly y: number;
}

/** Sizes of the grid in its room: square maps, numbers before rows and above columns. */
function gridFor(on: Sheet, tiles: readonly Tile[], top: number, room: number | undefined): Grid {
  const { size, line: lineHeight } = on;
  const layers = [...new Set(tiles.map(({ layer }) => layer))];
  const heads = Math.max(...tiles.map(({ head }) => head)) + 1;
  const numbers = textWidth(String(Math.max(...layers) + 1), size);
  const left = lineHeight + numbers + size * 0.5;
  const above = 2 * lineHeight + size * 0.2;
  const gap = on.size * (heads > 16 ? 0.25 : 0.5);
  const wide = (on.width - left - gap * (heads - 1)) / heads;
  const tall = room === undefined ? LARGEST_MAP * size : (room - above - gap * (layers.length - 1)) / layers.length;
  const side = Math.max(2, Math.min(wide, tall));
  return { layers, heads, side, gap, x: on.left + left, y: top + above };
}

const placeOf = ({ layers, x, y, side, gap }: Grid, { layer, head }: Tile): { x: number; y: number } => ({
  x: x + head * (side + gap),
  y: y + layers.indexOf(layer) * (side + gap),
});

/** Every how many rows or columns a number fits. */
function numberStep(pitch: number, needed: number): number {
  return [1, 2, 5, 10, 20, 50].find((step) => step * pitch >= needed) ?? 100;
}

function labels(on: Sheet, grid: Grid, columns: Localized): Mark[] {
  const { size, theme, paper, line: lineHeight } = on;
  const { layers, heads, side, gap, x, y } = grid;
  const pitch = side + gap;
  const marks: Mark[] = [];
  const word = { size, baseline: "middle" } as const;
  const across = numberStep(pitch, textWidth(String(heads), size) + size * 0.4);
  const down = numberStep(pitch, size * 1.2);
  const number = (index: number, step: number): boolean => step === 1 || (index + 1) % step === 0;
  const above = y - size * 0.2 - lineHeight / 2;
  for (let head = 0; head < heads; head++)
    if (number(head, across))
      marks.push({
        type: "text",
        x: x + head * pitch + side / 2,
        y: above,
        text: String(head + 1),
        ...word,
        fill: theme.ink,
        anchor: "middle",
      });
  for (const [row, layer] of layers.entries())
    if (number(layer, down))
      marks.push({
        type: "text",
        x: x - size * 0.5,
        y: y + row * pitch + side / 2,
        text: String(layer + 1),
        ...word,
        fill: theme.ink,
        anchor: "end",
      });
  const language = paper.language;
  const titleWidth = textWidth(WORDS.layer[language], size);
  const height = layers.length * pitch - gap;
  marks.push({
    type: "text",
    x: x + (heads * pitch - gap) / 2,
    y: above - lineHeight,
    text: columns[language],
    ...word,
    fill: theme.muted,
    anchor: "middle",
  });
  marks.push({
    type: "text",
    x: on.left + lineHeight / 2,
    y: y + Math.max(height, titleWidth) / 2,
    text: WORDS.layer[language],
    ...word,
    fill: theme.muted,
    anchor: "middle",
    rotate: -90,
  });
  return marks;
}

/** Strokes across a head that is switched off: told without colour. */
function hatch(on: Sheet, x: number, y: number, side: number): Mark[] {
  const step = Math.max(3, side / 6);
  const strokes: string[] = [];
  for (let at = step; at < 2 * side; at += step) {
    const start = Math.min(at, side);
    strokes.push(
      line([
        [x + start, y + at - start],
        [x + at - start, y + start],
      ]),
    );
  }
  return [{ type: "path", d: strokes.join(""), fill: "none", stroke: on.theme.edge, strokeWidth: 0.6 }];
}

/** A ring outside a chosen head, of ink over paper. */
function ring(on: Sheet, x: number, y: number, side: number): Mark[] {
  const d = box(x - 1, y - 1, side + 2, side + 2);
  return [
    { type: "path", d, fill: "none", stroke: on.theme.paper, strokeWidth: 3 },
    { type: "path", d, fill: "none", stroke: on.theme.ink, strokeWidth: 1.5 },
  ];
}

export default defineFigure({
  title: { en: "Head grid", zh: "注意力头网格" },
  summary: { en: "Every head of every layer as a small map.", zh: "每一层每一个头的小图。" },
  needs: { any: MAP_ROLES.map((role) => ({ role })) },
  settings,
  outputs: (manifest, { map, derive }) => {
    const layers = manifest.captures.map(({ layer = 0 }) => layer);
    return lensOutputs(manifest.captures, chooseMap(manifest.captures, map), layers, { derive });
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const map = chooseMap(trace.captures, chosen.map);
    const what = { map, heads: [{ layer: 0, head: 0 }], lens: { ...PLAIN, ...chosen } };
    requireLens(trace.captures, map, [], what.lens);
    const tiles = tilesOf(trace, map, what.lens, chosen.resolution);
    const { kind, rows, columns } = tiles[0] as Tile;
    const found = extent(tiles.map(({ values }) => values));
    const shared = rangeFor(kind, found, chosen, paper.theme);
    const own = chosen.ranges === "map" && chosen.range === "max";
    const rangeOf = (tile: Tile): Range => (own ? rangeFor(kind, signedLike(shared, extent([tile.values])), chosen, paper.theme) : shared);
    const region = { row0: 0, row1: rows, column0: 0, column1: columns };
    const cells = drawnCells(region, chosen.resolution);
    const name = seenName(what, language);
    const count = { layers: new Set(tiles.map(({ layer }) => layer)).size, heads: Math.max(...tiles.map(({ head }) => head)) + 1 };
    const values = seenLegend(kind, what, trace.tokens.length, language);
    const off = tiles.filter((tile) => tile.off).length;
    const grouped = trace.manifest.size.groups !== undefined;
    const description = { kind, region, whole: true, combination: null, range: shared, largest: Math.max(found.high, -found.low), cells };
    const sentences =
      language === "zh"
        ? [
            `${trace.manifest.title}：${count.layers} 层、每层 ${count.heads} 个${WORDS[grouped ? "group" : "head"].zh}的${name}。`,
            ...mapSentences(trace, description, language),
            ...seenSentences(trace, what, language),
            own ? "每张小图用自己的范围，上端为该图的最大值；图例给出其中最大的范围。" : "所有小图共用一个范围。",
            ...(off > 0 ? [`画斜线的 ${off} 个头已关闭。`] : []),
          ]
        : [
            `${trace.manifest.title}: ${name} (${map.role}) of ${count.layers} layers with ${count.heads} ${grouped ? "groups of channels" : "heads"} each.`,
            ...mapSentences(trace, description, language),
            ...seenSentences(trace, what, language),
            own ? "Each map has its own range, up to its own largest value; the legend gives the widest." : "All maps share one range.",
            ...(off > 0 ? [`Hatched: ${off} heads switched off.`] : []),
          ];
    return compose(on, {
      title:
        language === "zh" ? `全部${grouped ? "通道组" : "注意力头"}：${name}` : `All ${grouped ? "groups of channels" : "heads"}: ${name}`,
      caption: join([...sentences, ...closing(trace, language)], language),
      facts: facts(trace, {
        map: { role: map.role, branch: map.branch ?? null },
        ...count,
        lens: lensFacts(what),
        colour: rangeFacts(shared, kind),
        ranges: own ? "map" : "shared",
        cells,
      }),
      body: (top, room): Body => {
        const grid = gridFor(on, tiles, top, room === undefined ? undefined : room - on.size * (on.width < NARROW * on.size ? 5.5 : 2.5));
        const { side } = grid;
        const rasters: Mark[] = [];
        const lines: Mark[] = [];
        const rings: Mark[] = [];
        const frames: Frame[] = [];
        for (const tile of tiles) {
          const { x, y } = placeOf(grid, tile);
          const { layer, head } = tile;
          rasters.push({
            type: "raster",
            x,
            y,
            width: side,
            height: side,
            ...cells,
            pixels: keptPixels(tile.values, rangeOf(tile).scale, paper.theme),
          });
          lines.push({ type: "path", d: box(x, y, side, side), fill: "none", stroke: on.theme.line, strokeWidth: 0.4 });
          if (tile.off) lines.push(...hatch(on, x, y, side));
          if (chosen.selected.some((one) => one.layer === layer && one.head === head)) rings.push(...ring(on, x, y, side));
          frames.push({ id: `L${layer}H${head}`, x, y, width: side, height: side, region, shows: { ...map, layer, head } });
        }
        const bottom = grid.y + grid.layers.length * (side + grid.gap) - grid.gap;
        const titleBottom = grid.y + textWidth(WORDS.layer[language], on.size);
        const key = legend({
          on,
          x: on.left,
          y: Math.max(bottom, titleBottom) + on.size * 0.5,
          width: on.width,
          name: own ? `${capitalise(values)}${language === "zh" ? "，各图自定范围，至多" : ", own range each, at most"}` : values,
          scale: shared.scale,
          masked: isCausal(trace),
          id: "legend",
        });
        const marks: Mark[] = [
          { type: "group", name: "maps", marks: rasters },
          { type: "group", name: "outlines", marks: [...lines, ...rings] },
          { type: "group", name: "labels", marks: labels(on, grid, grouped ? WORDS.group : WORDS.head) },
          ...key.marks,
        ];
        return { marks, frames, bottom: key.bottom };
      },
    });
  },
});

/** The extent of one map, seen as signed where the whole grid is: all maps of a grid have one form of scale. */
function signedLike(shared: Range, own: { low: number; high: number }): { low: number; high: number } {
  if (shared.scale.form === "sequential") return { low: Math.max(0, own.low), high: own.high };
  const reach = Math.max(Math.abs(own.low), Math.abs(own.high));
  return { low: -reach, high: reach };
}
