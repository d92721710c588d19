// Two scenes as one page, side by side where there is room for both, else one over the other: the same figure of two
// models. What each says of itself stands in one caption.

import type { HeadRef } from "../../selection/selection.ts";
import type { Paper } from "../contract.ts";
import type { Frame, Mark, Plain, Scene } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { compose, type Sheet, sheet } from "./sheet.ts";
import { shiftMark } from "./shift.ts";
import { fill } from "./words.ts";

/** What the two are called. */
const LETTERS = ["A", "B"] as const;

/** Narrowest half of a page, in ems of the smallest text, in which a figure is drawn. */
const NARROWEST = 17;
/** Space between the two, in ems. */
const BETWEEN = 2;

const TEXTS = {
  en: { title: "{a} (A) beside {b} (B)" },
  zh: { title: "{a}（A）与 {b}（B）" },
} as const;

/** A letter and a model's name over its half. */
function heading(on: Sheet, letter: string, name: string, x: number, y: number, width: number): Mark[] {
  const gap = on.titleSize * 0.5;
  const wide = textWidth(letter, on.titleSize, 600) + gap;
  const text = { y, size: on.titleSize, fill: on.theme.ink, anchor: "start", baseline: "middle" } as const;
  return [
    { type: "text", x, text: letter, weight: 600, ...text },
    { type: "text", x: x + wide, text: shorten(name, Math.max(on.size, width - wide), on.titleSize), ...text },
  ];
}

function named(scene: Scene, letter: string, x: number, y: number): { marks: Mark[]; frames: Frame[]; spots: NonNullable<Scene["spots"]> } {
  const prefix = `${letter.toLowerCase()}-`;
  const move = <At extends { readonly x: number; readonly y: number; readonly id: string }>(at: At): At => ({
    ...at,
    id: prefix + at.id,
    x: at.x + x,
    y: at.y + y,
  });
  return {
    marks: scene.marks.map((mark) => shiftMark(mark, x, y, prefix)),
    frames: scene.frames.map(move),
    spots: (scene.spots ?? []).map(move),
  };
}

/**
 * @param draw draws one of the two on a paper without title and caption
 * @param models what the two models are called
 */
export function besides(
  paper: Paper,
  draw: readonly [(paper: Paper) => Scene, (paper: Paper) => Scene],
  models: readonly [string, string],
): Scene {
  const on = sheet(paper);
  const between = on.size * BETWEEN;
  const half = (on.width - between) / 2;
  const row = half >= on.size * NARROWEST;
  const width = row ? half : on.width;
  const { height: _, ...free } = paper;
  const bare = (height: number | undefined): Paper => ({ ...free, width, furniture: "bare", ...(height === undefined ? {} : { height }) });
  // The words are the same at any height.
  const said = draw.map((one) => one({ ...bare(undefined), furniture: "full" }));
  const [first, second] = said as [Scene, Scene];
  const title = fill(TEXTS[paper.language].title, { a: models[0], b: models[1] });
  const same = first.title === second.title;
  return compose(on, {
    title: same ? `${title}: ${first.title}` : title,
    caption: `A: ${first.caption} B: ${second.caption}`,
    facts: { ...first.facts, against: second.facts as unknown as Plain },
    body: (top, room) => {
      const head = on.titleSize * 1.5;
      const marks: Mark[] = [];
      const frames: Frame[] = [];
      const spots: { id: string; x: number; y: number; radius: number; shows: HeadRef }[] = [];
      let [y, bottom] = [top, top];
      for (const [index, letter] of LETTERS.entries()) {
        const x = on.left + (row ? index * (half + between) : 0);
        const scene = (draw[index] as (typeof draw)[0])(
          bare(room === undefined ? undefined : Math.max(on.size * 8, (row ? room : room / 2) - head)),
        );
        marks.push({
          type: "group",
          name: `${letter.toLowerCase()}-name`,
          marks: heading(on, letter, models[index] ?? "", x, y + head * 0.45, width),
        });
        const own = named(scene, letter, x, y + head);
        marks.push(...own.marks);
        frames.push(...own.frames);
        spots.push(...own.spots);
        bottom = Math.max(bottom, y + head + scene.height);
        if (!row) y = bottom + on.size;
      }
      return { marks, frames, ...(spots.length > 0 ? { spots } : {}), bottom };
    },
  });
}
