// Marks moved on the page.

import { svgNumber } from "../format/svgTree.ts";
import type { Mark } from "../scene.ts";

/** What of a command's numbers are places: pairs of x and y, or x or y alone. Small letters are relative and stay. */
const PLACES: Readonly<Record<string, "pairs" | "x" | "y">> = {
  M: "pairs",
  L: "pairs",
  C: "pairs",
  S: "pairs",
  Q: "pairs",
  T: "pairs",
  H: "x",
  V: "y",
};

/** Path data moved by (x, y); arcs are written relative everywhere, so an absolute one is a mistake. */
export function shiftPath(d: string, x: number, y: number): string {
  return d.replace(/([A-Za-z])([^A-Za-z]*)/g, (whole, command: string, rest: string) => {
    if (command === command.toLowerCase()) return whole;
    const places = PLACES[command];
    if (!places) throw new RangeError(`A path with "${command}" cannot be moved.`);
    const numbers = (rest.match(/-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/gi) ?? []).map(Number);
    const by = (place: number): number => (places === "pairs" ? (place % 2 === 0 ? x : y) : places === "x" ? x : y);
    return command + numbers.map((number, place) => svgNumber(number + by(place))).join(" ");
  });
}

/** A mark moved by (x, y), its groups named with a prefix so that names stay unique on the page. */
export function shiftMark(mark: Mark, x: number, y: number, prefix: string): Mark {
  switch (mark.type) {
    case "path":
      return { ...mark, d: shiftPath(mark.d, x, y) };
    case "group":
      return {
        ...mark,
        name: prefix + mark.name,
        ...(mark.clip ? { clip: { ...mark.clip, x: mark.clip.x + x, y: mark.clip.y + y } } : {}),
        marks: mark.marks.map((one) => shiftMark(one, x, y, prefix)),
      };
    default:
      return { ...mark, x: mark.x + x, y: mark.y + y };
  }
}
