// Where a card goes beside a point so that it stays inside its stage.

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Distance between the point and the card, and between the card and the stage's edge. */
const GAP = 12;
const EDGE = 4;

/**
 * Below and right of the point where there is room, else on the other side, and never outside of the stage.
 * @returns the card's top left corner
 */
export function place(point: Point, card: Extent, stage: Extent): Point {
  const along = (at: number, size: number, limit: number): number => {
    const after = at + GAP;
    const wanted = after + size + EDGE <= limit ? after : at - GAP - size;
    return Math.max(EDGE, Math.min(wanted, limit - size - EDGE));
  };
  return { x: along(point.x, card.width, stage.width), y: along(point.y, card.height, stage.height) };
}
