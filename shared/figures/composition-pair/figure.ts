// How the heads are mixed at one token pair: M − I large, its five branches small beside it, all on one diverging scale;
// along the matrix what goes in, what comes out, and how much of each output comes from other heads.
//   a′ = a M,  rows n: heads that come in, columns m: heads that go out  (arXiv 2405.08553, Fig. 2)

import * as v from "valibot";
import { pairWithin, requireFactors } from "../../analysis/composition-matrix/analysis.ts";
import { isFactor, STAGE_MAPS, STAGES, type Stage, stagesOf } from "../../analysis/composition-matrix/factors.ts";
import { BRANCHES, pairMatrix } from "../../analysis/composition-matrix/matrix.ts";
import { isCausal } from "../../trace/maps.ts";
import { DIVERGING } from "../colour/schemes.ts";
import { defineFigure } from "../contract.ts";
import { closing, facts, join, rangeFacts } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { type Body, compose, sheet } from "../parts/sheet.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { arrange } from "./arrange.ts";
import { drawFlow, FLOW_BELOW, FLOW_LEFT } from "./flow.ts";
import { flowAt } from "./flowAt.ts";
import { labelStepOf, panel } from "./panel.ts";
import { matrixRange } from "./range.ts";
import { pairSentences, pairStatements, pairTitle } from "./statements.ts";
import { BRANCH_NAMES, PAIR_WORDS } from "./words.ts";

/** Cells smaller than this, in ems, go without bars beside them where the height is given. */
const CRAMPED = 1.2;

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const settings = v.strictObject({
  layer: v.optional(index, 0),
  /** Before or after the softmax; null: after it, where the model composes there. */
  stage: v.optional(v.nullable(v.picklist(STAGES)), null),
  /** null: the last token. */
  query: v.optional(v.nullable(index), null),
  /** null: the query itself. */
  key: v.optional(v.nullable(index), null),
  diverging: v.optional(v.picklist(DIVERGING), "RdBu"),
  scale: v.optional(v.picklist(["linear", "log"]), "linear"),
  /**
   * Where the colours end on both sides of zero: at the largest deviation of any pair of the text in this layer and
   * stage, of this pair alone, at 1, or at a number.
   */
  range: v.optional(v.union([v.picklist(["text", "pair", "unit"]), v.pipe(v.number(), v.gtValue(0), v.finite())]), "text"),
  /** An output head whose column is ringed. */
  head: v.optional(v.nullable(index), null),
  /** Whether entries are printed where there is room. */
  values: v.optional(v.boolean(), true),
});

/** The stage that is asked for, else the last one that the model composes at. */
function stageOf(captures: Parameters<typeof stagesOf>[0], asked: Stage | null): Stage {
  return asked ?? stagesOf(captures).at(-1) ?? "post";
}

export default defineFigure({
  title: { en: "Composition at a pair", zh: "词元对处的组合" },
  summary: {
    en: "The matrix that mixes the heads at one query and key, as deviation from the identity, with its five branches.",
    zh: "在一对查询与键处混合各头的矩阵（与单位矩阵的偏差）及其五个分支。",
  },
  needs: { all: [{ role: "compose.static" }] },
  settings,
  outputs: (manifest, { layer, stage }) => {
    const at = stageOf(manifest.captures, stage);
    const { before } = STAGE_MAPS[at];
    return manifest.captures
      .filter((capture) => capture.layer === layer)
      .filter((capture) => (isFactor(capture) ? capture.branch?.split(".")[0] === at : capture.role === before.role))
      .map(({ output }) => output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const { size } = on;
    const stage = stageOf(trace.captures, chosen.stage);
    const { layer } = chosen;
    const { query, key } = pairWithin(chosen.query, chosen.key, trace.tokens.length);
    const factors = requireFactors(trace, layer, stage);
    const { heads } = factors;
    const matrix = pairMatrix(factors, query, key);
    const masked = isCausal(trace) && key > query;
    const through = flowAt(trace, layer, stage, matrix, query, key);
    const range = matrixRange(factors, matrix, isCausal(trace), chosen, paper.theme);
    const about = { trace, layer, stage, query, key, masked, through, range, matrix };
    const printed = pairStatements(about, language);
    return compose(on, {
      title: pairTitle(about, language),
      caption: join([...pairSentences(about, chosen.range, language), ...closing(trace, language)], language),
      facts: facts(trace, {
        layer,
        stage,
        query,
        key,
        masked,
        colour: rangeFacts(range, "signed"),
        range: chosen.range,
        deviation: [...matrix.deviation],
        before: through && [...through.before],
        after: through && [...through.after],
        fromOthers: through?.shares.map(({ share }) => share) ?? null,
      }),
      body: (top, room): Body => {
        const labels = textWidth(String(heads), size);
        const labelsLeft = labels + size * 0.5;
        const titleLine = size * 1.4;
        const above = on.titleSize * 1.6;
        // On a stage the numbers stand in a table under the picture.
        const foot = size * (on.full ? 3.4 : 2);
        const placed = (bars: boolean) => {
          const left = titleLine + labelsLeft + (bars ? FLOW_LEFT * size : 0);
          const below = size * 1.5 + (bars ? FLOW_BELOW * size : 0) + titleLine;
          const height = room === undefined ? undefined : room - foot;
          return { bars, left, below, place: arrange({ heads, size, left, above, below, width: on.width, height }) };
        };
        // Bars stand where the stage takes maps that the model captures, and where a low room leaves the matrix large enough.
        const full = placed(hasMaps(trace, stage));
        const { bars, left, below, place } = full.bars && room !== undefined && full.place.cell < CRAMPED * size ? placed(false) : full;
        const x = on.left + left + (on.full ? 0 : Math.max(0, (on.width - place.width) / 2));
        const y = top + above;
        const cells: Mark[] = [];
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        const put = (drawn: ReturnType<typeof panel>): void => {
          cells.push(drawn.cells);
          marks.push(...drawn.marks);
          frames.push(drawn.frame);
        };
        const common = { on, heads, scale: range.scale, layer, stage, ringed: chosen.head };
        put(
          panel({
            ...common,
            id: "sum",
            values: matrix.deviation,
            x,
            y,
            cell: place.cell,
            names: ["M \u2212 I"],
            room: (place.x > 0 ? x + place.x : on.left + on.width) - x - size * 0.4,
            axes: {
              left,
              below,
              step: labelStepOf(place.cell, labels, size),
              // It stands upright beside the matrix and must not reach what is under it.
              input: shorten(PAIR_WORDS.input[language], heads * place.cell + size * 2.4, size),
              output: shorten(PAIR_WORDS.output[language], heads * place.cell + size * 3, size),
            },
            printed: chosen.values,
          }),
        );
        for (const [i, branch] of BRANCHES.entries())
          put(
            panel({
              ...common,
              id: branch,
              values: matrix.branches[branch],
              x: x + place.x + (i % place.columns) * place.stepX,
              y: y + place.y + Math.floor(i / place.columns) * place.stepY,
              cell: place.small,
              names: BRANCH_NAMES[branch][language],
              // The last of a row has only its own width.
              room: i % place.columns === place.columns - 1 ? heads * place.small : place.stepX - size * 0.3,
              axes: null,
              printed: chosen.values,
            }),
          );
        if (through && bars)
          marks.push({
            type: "group",
            name: "flow",
            marks: drawFlow({ on, ...through, x, y, cell: place.cell, labelsLeft, labelsBelow: size * 1.5, left: x - left }),
          });
        let bottom = y + place.height + size * 0.4;
        const legendDrawn = legend({
          on,
          x: on.left,
          y: bottom,
          width: on.width,
          name: PAIR_WORDS.scale[language],
          scale: range.scale,
          masked: false,
          id: "legend",
        });
        marks.push(...legendDrawn.marks);
        bottom = legendDrawn.bottom;
        const lines = flow(on.full ? printed : [], on, bottom);
        marks.push({ type: "group", name: "numbers", marks: lines.marks });
        return { marks: [{ type: "group", name: "cells", marks: cells }, ...marks], frames, bottom: lines.bottom };
      },
    });
  },
});

/** True when the model captures what the stage takes: then there is room for the bars, also at a masked pair. */
function hasMaps({ manifest }: { readonly manifest: { readonly captures: readonly { readonly role: string }[] } }, stage: Stage): boolean {
  return manifest.captures.some(({ role }) => role === STAGE_MAPS[stage].before.role);
}
