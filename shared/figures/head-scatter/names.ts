// Names beside points: as many as there is room for, the heads that are marked first, then those farthest out.

import { headName } from "../../selection/headName.ts";
import type { Spot, TextMark } from "../scene.ts";
import { type Box, textBox } from "../text/measure.ts";

/** More names than this are a crowd. */
const MOST_NAMES = 14;
const GAP = 1;

const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP;

const boxOf = ({ x, y, radius }: Spot): Box => ({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius });

/**
 * @param spots in the order in which they are named
 * @param inside no name leaves this
 */
export function nameSpots(spots: readonly Spot[], marked: (spot: Spot) => boolean, inside: Box, size: number, fill: string): TextMark[] {
  const taken: Box[] = spots.map(boxOf);
  const names: TextMark[] = [];
  for (const spot of spots) {
    if (names.length >= MOST_NAMES && !marked(spot)) continue;
    const own = boxOf(spot);
    const place = ([anchor, dx, dy]: readonly ["start" | "end" | "middle", number, number]): TextMark => ({
      type: "text",
      x: spot.x + dx,
      y: spot.y + dy,
      text: headName(spot.shows),
      size,
      fill,
      anchor,
      baseline: "middle",
      weight: marked(spot) ? 600 : 400,
    });
    const far = spot.radius + size * 0.3;
    const name = (
      [
        ["start", far, 0],
        ["end", -far, 0],
        ["middle", 0, -far - size * 0.4],
        ["middle", 0, far + size * 0.4],
      ] as const
    )
      .map(place)
      .find((candidate) => {
        const box = textBox(candidate);
        const within =
          box.x >= inside.x &&
          box.y >= inside.y &&
          box.x + box.width <= inside.x + inside.width &&
          box.y + box.height <= inside.y + inside.height;
        return within && taken.every((other) => sameBox(other, own) || !touches(box, other));
      });
    if (!name) continue;
    names.push(name);
    taken.push(textBox(name));
  }
  return names;
}

const sameBox = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
