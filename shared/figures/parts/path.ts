// Path data in points, with fixed rounding so that the same figure gives the same bytes.

import { svgNumber } from "../format/svgTree.ts";

type Point = readonly [number, number];

const at = ([x, y]: Point): string => `${svgNumber(x)} ${svgNumber(y)}`;

/** Straight lines through the points. */
export function line(points: readonly Point[]): string {
  return points.map((point, i) => `${i === 0 ? "M" : "L"}${at(point)}`).join("");
}

/** A curve that leaves and arrives horizontally. */
export function curve(from: Point, to: Point): string {
  const middle = (from[0] + to[0]) / 2;
  return `M${at(from)}C${at([middle, from[1]])} ${at([middle, to[1]])} ${at(to)}`;
}

export function circle([x, y]: Point, radius: number): string {
  const r = svgNumber(radius);
  return `M${at([x - radius, y])}a${r} ${r} 0 1 0 ${svgNumber(2 * radius)} 0a${r} ${r} 0 1 0 ${svgNumber(-2 * radius)} 0z`;
}

/** The outline of a rectangle. */
export function box(x: number, y: number, width: number, height: number): string {
  return `M${at([x, y])}h${svgNumber(width)}v${svgNumber(height)}h${svgNumber(-width)}z`;
}
