// Where the matrix and its branches stand: the branches beside the sum or under it, in one to five columns, whichever
// makes the cells largest in the room there is.

/** Ems of the smallest text. */
const GAP = 1;
/** Between the sum and its branches. */
const WIDE_GAP = 2;
/** Lines over a branch. */
const NAME = 2.7;
/** Cells of a branch against those of the sum. */
const RATIOS = [0.3, 0.4, 0.5, 0.65, 0.8, 1] as const;
const COLUMNS = [5, 3, 2, 1] as const;
const BRANCHES = 5;
/** Least and most that a cell of the sum measures; where there is no height given, as on paper, the smaller one. */
const SMALLEST = 0.45;
const LARGEST_ON_PAPER = 2.2;
const LARGEST = 4;
/** On paper the height is free, but one over this share of the width counts against an arrangement, by so much a point. */
const TALL_ON_PAPER = 0.8;
const TALL_COST = 0.3;
/** A branch narrower than this has no room for its name. */
const NAMED = 4.6;

export interface Arrangement {
  /** Cells of the sum and of a branch, in points. */
  readonly cell: number;
  readonly small: number;
  readonly columns: number;
  /** Top left of the first branch's cells from the top left of the sum's cells, and from one branch to the next. */
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
  /** All of it from the top of the sum's cells, and from the left edge. */
  readonly height: number;
  readonly width: number;
  /** Height of the lines over a branch. */
  readonly name: number;
}

interface Room {
  readonly heads: number;
  readonly size: number;
  /** Left of the sum's cells; above and below them. */
  readonly left: number;
  readonly above: number;
  readonly below: number;
  readonly width: number;
  readonly height: number | undefined;
}

function beside({ heads, size, left, above, below, width, height }: Room, columns: number, ratio: number): Arrangement {
  const rows = Math.ceil(BRANCHES / columns);
  const [gap, wide, name] = [GAP * size, WIDE_GAP * size, NAME * size];
  const byWidth = (width - left - wide - (columns - 1) * gap) / (heads * (1 + columns * ratio));
  const byHeight =
    height === undefined
      ? LARGEST_ON_PAPER * size
      : Math.min((height - above - below) / heads, (height - rows * name - (rows - 1) * gap) / (rows * heads * ratio));
  const cell = sized(byWidth, byHeight, size);
  const small = cell * ratio;
  const stepY = name + heads * small + gap;
  return {
    cell,
    small,
    columns,
    x: heads * cell + wide,
    // The names of the first row stand as high as the sum's.
    y: name - above,
    stepX: heads * small + gap,
    stepY,
    height: Math.max(heads * cell + below, rows * stepY - gap - above),
    width: left + heads * cell + wide + columns * (heads * small + gap) - gap,
    name,
  };
}

function under({ heads, size, left, above, below, width, height }: Room, columns: number, ratio: number): Arrangement {
  const rows = Math.ceil(BRANCHES / columns);
  const [gap, name] = [GAP * size, NAME * size];
  const byWidth = Math.min((width - left) / heads, (width - (columns - 1) * gap) / (columns * heads * ratio));
  const byHeight =
    height === undefined
      ? LARGEST_ON_PAPER * size
      : (height - above - below - gap - rows * name - (rows - 1) * gap) / (heads * (1 + rows * ratio));
  const cell = sized(byWidth, byHeight, size);
  const small = cell * ratio;
  const stepY = name + heads * small + gap;
  const y = heads * cell + below + gap + name;
  return {
    cell,
    small,
    columns,
    x: -left,
    y,
    stepX: heads * small + gap,
    stepY,
    height: y - name + rows * stepY - gap,
    width: Math.max(left + heads * cell, columns * (heads * small + gap) - gap),
    name,
  };
}

/** Never wider than there is room; the page may grow in height. */
function sized(byWidth: number, byHeight: number, size: number): number {
  return Math.max(0.1, Math.min(byWidth, Math.max(SMALLEST * size, Math.min(byHeight, LARGEST * size))));
}

export function arrange(room: Room): Arrangement {
  const { heads, size } = room;
  const worth = (one: Arrangement): number => {
    const wanted = room.height ?? room.width * TALL_ON_PAPER;
    const over = Math.max(0, one.height + room.above - wanted) * (room.height === undefined ? TALL_COST : 1);
    return (one.cell + 2.5 * one.small) * (heads * one.small < NAMED * size ? 0.5 : 1) - over;
  };
  const options = COLUMNS.flatMap((columns) => RATIOS.flatMap((ratio) => [beside(room, columns, ratio), under(room, columns, ratio)]));
  return options.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}
