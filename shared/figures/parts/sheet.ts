// The page of a figure: margins, sizes of text, title on top, caption at the foot.

import type { Paper } from "../contract.ts";
import type { Frame, Mark, Scene, SceneFacts, Spot, TextMark } from "../scene.ts";
import { wrap } from "../text/label.ts";
import { ASCENT, DESCENT, LINE } from "../text/measure.ts";
import { THEME, type Theme } from "../theme.ts";

/** Narrowest page, in points and in ems: less cannot hold an axis, its labels and a legend. */
const NARROWEST = 60;
const NARROWEST_EMS = 16;

export interface Sheet {
  readonly paper: Paper;
  readonly theme: Theme;
  readonly margin: number;
  /** Width of the page: the paper's, or more where that is too narrow for its text. */
  readonly pageWidth: number;
  /** Left edge and width of what is inside the margins. */
  readonly left: number;
  readonly width: number;
  /** Smallest text, and one line of it. */
  readonly size: number;
  readonly line: number;
  readonly titleSize: number;
  readonly full: boolean;
}

export function sheet(paper: Paper): Sheet {
  const margin = paper.furniture === "full" ? paper.fontSize * 0.75 : paper.fontSize * 0.5;
  const pageWidth = Math.max(NARROWEST, NARROWEST_EMS * paper.fontSize, paper.width);
  return {
    paper,
    theme: THEME[paper.theme],
    margin,
    pageWidth,
    left: margin,
    width: pageWidth - 2 * margin,
    size: paper.fontSize,
    line: paper.fontSize * LINE,
    titleSize: paper.fontSize * 1.2,
    full: paper.furniture === "full",
  };
}

/** Lines of text under one another; y is the top of the first. */
function paragraph(lines: readonly string[], x: number, y: number, size: number, fill: string, weight: 400 | 600 = 400): TextMark[] {
  return lines.map((text, i) => ({
    type: "text",
    x,
    y: y + size * (ASCENT + i * LINE),
    text,
    size,
    fill,
    weight,
    anchor: "start",
    baseline: "alphabetic",
  }));
}

/** Height of a paragraph in points. */
function paragraphHeight(lines: number, size: number): number {
  return lines === 0 ? 0 : size * ((lines - 1) * LINE + ASCENT + DESCENT);
}

export interface Body {
  readonly marks: readonly Mark[];
  readonly frames: readonly Frame[];
  readonly spots?: readonly Spot[];
  /** Lowest point that is drawn on. */
  readonly bottom: number;
}

export interface Content {
  readonly title: string;
  readonly caption: string;
  readonly facts: SceneFacts;
  /**
   * Draws what stands between title and caption.
   * @param top where it begins
   * @param room height that it may take; undefined: as much as it wants
   */
  body(top: number, room: number | undefined): Body;
}

/** Puts title, body and caption on the page; the page grows where they need more than the height asked for. */
export function compose(on: Sheet, content: Content): Scene {
  const { paper, theme, margin, left, width, size, titleSize } = on;
  const title = on.full ? wrap(content.title, width, titleSize, 600) : [];
  const caption = on.full ? wrap(content.caption, width, size) : [];
  const top = margin + (title.length === 0 ? 0 : paragraphHeight(title.length, titleSize) + size * 0.6);
  const foot = (caption.length === 0 ? 0 : paragraphHeight(caption.length, size) + size * 0.8) + margin;
  const room = paper.height === undefined ? undefined : Math.max(0, paper.height - top - foot);
  const body = content.body(top, room);
  const marks: Mark[] = [];
  if (title.length > 0) marks.push({ type: "group", name: "title", marks: paragraph(title, left, margin, titleSize, theme.ink, 600) });
  marks.push(...body.marks);
  if (caption.length > 0)
    marks.push({ type: "group", name: "caption", marks: paragraph(caption, left, body.bottom + size * 0.8, size, theme.muted) });
  return {
    width: on.pageWidth,
    height: Math.max(paper.height ?? 0, body.bottom + foot),
    background: theme.paper,
    marks,
    frames: body.frames,
    ...(body.spots ? { spots: body.spots } : {}),
    title: content.title,
    caption: content.caption,
    facts: content.facts,
  };
}
