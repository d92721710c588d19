// A scene is a figure as plain data: marks in drawing order, in points (1/72 inch), origin at the top left. The screen,
// SVG, PNG and print all mount the same scene; there is no second drawing code.

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

export interface RectMark {
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

export interface PathMark {
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

export interface GroupMark {
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
  readonly shows: { readonly role: string; readonly branch?: string; readonly layer: number; readonly head: number };
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly marks: readonly Mark[];
  readonly frames: readonly Frame[];
  /** One line: what the figure is. */
  readonly title: string;
  /** Full caption: model, layers and heads, probabilities or logits, what was averaged, mask, colour range, samples. */
  readonly caption: string;
}

/** The frame under a point of the scene. */
export function frameAt(scene: Scene, x: number, y: number): Frame | undefined {
  return scene.frames.find((frame) => x >= frame.x && x < frame.x + frame.width && y >= frame.y && y < frame.y + frame.height);
}

/** The token pair under a point of a frame. */
export function cellAt(frame: Frame, x: number, y: number): { query: number; key: number } {
  const { row0, row1, column0, column1 } = frame.region;
  const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
  return {
    query: clamp(row0 + Math.floor(((y - frame.y) / frame.height) * (row1 - row0)), row0, row1 - 1),
    key: clamp(column0 + Math.floor(((x - frame.x) / frame.width) * (column1 - column0)), column0, column1 - 1),
  };
}
