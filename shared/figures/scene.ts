// A scene is a figure as plain data: marks in drawing order, in points (1/72 inch), origin at the top left. The screen,
// SVG, PNG and print all mount the same scene; there is no second drawing code.

import type { Merge } from "../lens/settings.ts";
import type { Region } from "../trace/source.ts";

export interface TextMark {
  readonly type: "text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size: number;
  readonly fill: string;
  readonly anchor: "start" | "middle" | "end";
  readonly baseline: "alphabetic" | "middle" | "hanging";
  readonly weight?: 400 | 600;
  /** Degrees, clockwise, about (x, y). */
  readonly rotate?: number;
  /** The whole text where `text` was shortened. */
  readonly title?: string;
}

interface RectMark {
  readonly type: "rect";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly opacity?: number;
}

interface PathMark {
  readonly type: "path";
  readonly d: string;
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly opacity?: number;
  readonly dash?: readonly number[];
}

/** A grid of coloured cells; cells are never smoothed. `pixels` is RGBA, row-major, columns x rows. */
export interface RasterMark {
  readonly type: "raster";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8ClampedArray;
}

interface GroupMark {
  readonly type: "group";
  /** Named so that tests and the pointer can find it. */
  readonly name: string;
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly marks: readonly Mark[];
}

export type Mark = TextMark | RectMark | PathMark | RasterMark | GroupMark;

/** A map drawn in the scene: how a point of the scene becomes a token pair, and what is shown there. */
export interface Frame {
  /** Unique in the scene; what the pointer and the tests name it by. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The part of the map that fills the frame. */
  readonly region: Region;
  /** What it shows, in the vocabulary's words. */
  readonly shows: {
    readonly role: string;
    readonly branch?: string;
    readonly layer: number;
    readonly head: number;
    /** All heads of which the map is made, where it is made of several; the first is the one above. */
    readonly heads?: readonly { readonly layer: number; readonly head: number }[];
    readonly combine?: Merge;
  };
  /** What a point tells: a token pair (absent), or one token: by its height, where tokens stand in a column, or `across`. */
  readonly reads?: "query" | "key";
  /** The one token that is told stands across, in a row. */
  readonly across?: true;
  /** First query of each row and first key of each column of the map, where these are words; absent: one each. */
  readonly units?: { readonly queries: readonly number[]; readonly keys: readonly number[] };
}

/** A mark that stands for a head: what a pointer near it means. */
export interface Spot {
  /** Unique in the scene. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly shows: { readonly layer: number; readonly head: number };
}

/** A value that JSON can carry. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain | undefined };

/** What a figure shows, as data, for the file's metadata. */
export interface SceneFacts {
  readonly model: { readonly id: string; readonly title: string; readonly sha256: string };
  readonly tokens: number;
  /** Texts over which the figure is taken. */
  readonly samples: number;
  readonly [name: string]: Plain | undefined;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly marks: readonly Mark[];
  readonly frames: readonly Frame[];
  /** Heads drawn as points, where the figure has such. */
  readonly spots?: readonly Spot[];
  /** One line: what the figure is. */
  readonly title: string;
  /** Full caption: model, layers and heads, probabilities or logits, what was averaged, mask, colour range, samples. */
  readonly caption: string;
  readonly facts: SceneFacts;
}

/** The frame under a point of the scene. */
export function frameAt(scene: Scene, x: number, y: number): Frame | undefined {
  return scene.frames.find((frame) => x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height);
}

/** The token pair under a point of a frame, of a word its first token; null for what the frame does not tell. */
export function cellAt(frame: Frame, x: number, y: number): { query: number | null; key: number | null } {
  const { row0, row1, column0, column1 } = frame.region;
  const at = (share: number, from: number, to: number): number => Math.max(from, Math.min(to - 1, from + Math.floor(share * (to - from))));
  const across = (x - frame.x) / frame.width;
  const down = (y - frame.y) / frame.height;
  const [row, column] = [
    frame.reads === "query" && frame.across ? at(across, row0, row1) : at(down, row0, row1),
    frame.reads === "key" && !frame.across ? at(down, column0, column1) : at(across, column0, column1),
  ];
  return {
    query: frame.reads === "key" ? null : (frame.units?.queries[row] ?? row),
    key: frame.reads === "query" ? null : (frame.units?.keys[column] ?? column),
  };
}
