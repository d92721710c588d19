// Where a card goes beside a point so that it stays inside its stage, known without measuring the card: on the side
// with more room, from where it grows away from the point. Measuring would make the browser lay out at every move.

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Distance between the point and the card. */
const GAP = 12;
const WIDEST = 360;

/** One horizontal and one vertical edge of the card, as CSS distances from the stage's edges, in pixels. */
export interface Placing {
  readonly left?: number;
  readonly right?: number;
  readonly top?: number;
  readonly bottom?: number;
  /** Room that the card has on this side. */
  readonly maxWidth: number;
  readonly maxHeight: number;
}

export function place({ x, y }: Point, { width, height }: Extent): Placing {
  const after = x <= width / 2;
  const below = y <= height / 2;
  return {
    ...(after ? { left: x + GAP } : { right: width - x + GAP }),
    ...(below ? { top: y + GAP } : { bottom: height - y + GAP }),
    maxWidth: Math.min(WIDEST, (after ? width - x : x) - GAP),
    maxHeight: (below ? height - y : y) - GAP,
  };
}
