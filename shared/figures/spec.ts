// A figure as a file: what to run, what to draw and on what paper. The command line, the app's export and the metadata
// of every exported figure use this one form; the same spec gives the same bytes.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../error.ts";
import { LANGUAGES } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { type Paper, THEMES } from "./contract.ts";
import { besides } from "./parts/besides.ts";
import { figureType, meetsNeeds } from "./registry.ts";
import type { Plain, Scene } from "./scene.ts";

const POINTS = { pt: 1, mm: 72 / 25.4, cm: 72 / 2.54, in: 72 } as const;

/** A length in points, or a string with a unit: "89mm", "3.5in", "252pt", "18.3cm". */
const length = v.pipe(
  v.union(
    [
      v.number(),
      v.pipe(
        v.string(),
        v.regex(/^\d+(\.\d+)?(pt|mm|cm|in)$/, 'a length is a number of points or a string such as "89mm", "3.5in" or "252pt"'),
        v.transform((text) => Number.parseFloat(text) * POINTS[text.slice(-2) as keyof typeof POINTS]),
      ),
    ],
    'a length is a number of points or a string such as "89mm", "3.5in" or "252pt"',
  ),
  v.minValue(40, "a figure is at least 40 pt (14 mm) wide and high"),
  v.maxValue(5000, "a figure is at most 5000 pt (1.76 m) wide and high"),
);

const paperSchema = v.strictObject({
  /** One column of a journal where nothing else is said. */
  width: v.optional(length, "89mm"),
  height: v.optional(length),
  theme: v.optional(v.picklist(THEMES), "light"),
  language: v.optional(v.picklist(LANGUAGES), "en"),
  /** Smallest text in points. */
  fontSize: v.optional(v.pipe(v.number(), v.minValue(4), v.maxValue(24)), 7),
  furniture: v.optional(v.picklist(["full", "bare"]), "full"),
});

const text = v.pipe(v.string(), v.minLength(1));

/** Knobs away from their defaults: one number for all elements, or all elements in order. */
const knobs = v.optional(v.record(v.string(), v.union([v.pipe(v.number(), v.finite()), v.array(v.pipe(v.number(), v.finite()))])), {});

const specSchema = v.pipe(
  v.strictObject({
    figure: text,
    /** A model's id and the text to run it on ... */
    model: v.optional(text),
    text: v.optional(v.string()),
    knobs,
    /** ... or a saved trace: a file named relative to the spec. */
    trace: v.optional(text),
    /** Settings of the figure type; what is left out has its default. */
    settings: v.optional(v.record(v.string(), v.unknown()), {}),
    /**
     * A second model on the same text, or its saved trace. A figure type that compares draws both; another is drawn of both
     * side by side, the second with these settings, or as this other type.
     */
    against: v.optional(
      v.pipe(
        v.strictObject({
          model: v.optional(text),
          knobs,
          trace: v.optional(text),
          figure: v.optional(text),
          settings: v.optional(v.record(v.string(), v.unknown())),
        }),
        v.check(({ model, trace }) => (model === undefined) !== (trace === undefined), 'name either "model" or "trace"'),
        v.check(
          ({ trace, knobs }) => trace === undefined || Object.keys(knobs).length === 0,
          'a saved "trace" has its own knobs: leave them out',
        ),
      ),
    ),
    paper: v.optional(paperSchema, {}),
  }),
  v.check(
    ({ trace, model, text }) => (trace === undefined ? model !== undefined && text !== undefined : model === undefined),
    'name either "model" and "text", or "trace"',
  ),
  // What was run is in the trace: anything said of it here would be drawn nowhere.
  v.check(
    ({ trace, knobs, text, against }) =>
      trace === undefined || (Object.keys(knobs).length === 0 && (text === undefined || against?.model !== undefined)),
    'a saved "trace" has its own text and knobs: leave them out',
  ),
  v.check(({ against, text }) => against?.model === undefined || text !== undefined, 'a model to compare with needs the "text"'),
);

/** A spec with every default filled in; lengths are in points. */
export type FigureSpec = v.InferOutput<typeof specSchema>;

function firstIssue(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]], where: string): HeddleError {
  const [issue] = issues;
  const path = v.getDotPath(issue);
  return localizedError("bad-spec", {
    en: [`${where}${path ? `: ${path}` : ""}: ${issue.message}.`, "Correct the figure's spec."],
    zh: [`${where}${path ? `：${path}` : ""} 有误（${issue.message}）。`, "请更正图的描述文件。"],
  });
}

/**
 * Checks a spec, the settings of its figure type included.
 * @param json what JSON.parse returned
 * @param where the file's name, for the error's sentence
 * @throws HeddleError `bad-spec` naming the first field that is wrong
 */
export function parseSpec(json: unknown, where: string): FigureSpec {
  const result = v.safeParse(specSchema, json);
  if (!result.success) throw firstIssue(result.issues, where);
  const { figure, settings: asked, against } = result.output;
  const type = figureType(figure);
  const settings = v.safeParse(type.settings, asked);
  if (!settings.success) throw firstIssue(settings.issues, `${where}: settings`);
  if (type.compares === "must" && !against) throw alone(figure);
  if (against && type.compares && (against.figure !== undefined || against.settings !== undefined))
    throw localizedError("bad-spec", {
      en: [`${where}: the figure "${figure}" draws both models by one set of settings.`, 'Leave "figure" and "settings" out of "against".'],
      zh: [`${where}：图“${figure}”用同一组设置绘制两个模型。`, "请从 against 中去掉 figure 和 settings。"],
    });
  if (against && !type.compares) {
    const other = v.safeParse(figureType(against.figure ?? figure).settings, against.settings ?? asked);
    if (!other.success) throw firstIssue(other.issues, `${where}: against.settings`);
  }
  return result.output;
}

/**
 * Checks a paper by itself, for figures that are not of a trace.
 * @throws HeddleError `bad-spec`
 */
export function parsePaper(json: unknown, where: string): FigureSpec["paper"] {
  const result = v.safeParse(paperSchema, json);
  if (!result.success) throw firstIssue(result.issues, `${where}: paper`);
  return result.output;
}

/** The paper of a spec. */
export function paperOf(spec: Pick<FigureSpec, "paper">): Paper {
  const { height, ...paper } = spec.paper;
  return { ...paper, ...(height === undefined ? {} : { height }) };
}

/** What is drawn: a figure type by name, with settings that may lack their defaults. */
export interface FigureChoice {
  readonly figure: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What is drawn of the second of two compared traces, beside the first. */
export interface FigureAgainst {
  readonly trace: Trace;
  /** Another type and other settings, where the type does not compare by itself; absent: the same. */
  readonly figure?: string | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

function alone(figure: string): HeddleError {
  return localizedError("bad-spec", {
    en: [`The figure "${figure}" compares two models and was given one.`, 'Name the second in "against".'],
    zh: [`图“${figure}”用于对比两个模型，但只给出了一个。`, "请在 against 中指明第二个。"],
  });
}

/** The settings with their defaults. @throws HeddleError `bad-spec` */
function settingsOf({ figure, settings }: FigureChoice): unknown {
  const result = v.safeParse(figureType(figure).settings, settings);
  if (!result.success) throw firstIssue(result.issues, `The figure "${figure}": settings`);
  return result.output;
}

/**
 * Names of the graph outputs that a figure reads.
 * @throws HeddleError `bad-spec`, or `capture-missing` when the model has not what the figure needs
 */
export function figureOutputs(manifest: Trace["manifest"], choice: FigureChoice): string[] {
  const type = figureType(choice.figure);
  if (!meetsNeeds(manifest.captures, type.needs)) throw cannotShow(manifest.title, choice.figure);
  return type.outputs(manifest, settingsOf(choice));
}

function cannotShow(title: string, figure: string): HeddleError {
  const { all = [], any = [] } = figureType(figure).needs;
  const name = ({ role, branches }: (typeof all)[number]): string => (branches ? `${role} (branches ${branches.join(", ")})` : role);
  const wanted = [...all.map(name), ...(any.length > 0 ? [any.map(name).join(" or ")] : [])].join(", ");
  return localizedError("capture-missing", {
    en: [`${title} has not what the figure "${figure}" shows.`, `It needs ${wanted}.`],
    zh: [`${title} 没有图“${figure}”所显示的内容。`, `它需要 ${wanted}。`],
  });
}

/**
 * Names of the graph outputs that the figure of a spec reads of the model in its `against`.
 * @throws HeddleError `bad-spec`, or `capture-missing` when that model has not what the figure needs
 */
export function againstOutputs(manifest: Trace["manifest"], spec: FigureSpec): string[] {
  const type = figureType(spec.figure);
  if (!type.compares)
    return figureOutputs(manifest, { figure: spec.against?.figure ?? spec.figure, settings: spec.against?.settings ?? spec.settings });
  if (!meetsNeeds(manifest.captures, type.needs)) throw cannotShow(manifest.title, spec.figure);
  return type.outputs(manifest, settingsOf(spec), true);
}

/**
 * Draws a figure, of one trace or of two: in one picture where the type compares, else side by side.
 * @throws HeddleError `bad-spec` or `capture-missing`
 */
export function drawFigure(trace: Trace, choice: FigureChoice, paper: Paper, against?: FigureAgainst): Scene {
  const type = figureType(choice.figure);
  if (against && against.trace.text !== trace.text)
    throw localizedError("bad-spec", {
      en: ["The two traces are of different texts.", "Compare two models on the same text; one of them may still be running."],
      zh: ["两次运行的文本不同。", "请在同一文本上对比两个模型；其中一个可能仍在运行。"],
    });
  if (type.compares) {
    if (type.compares === "must" && !against) throw alone(choice.figure);
    for (const one of [trace, against?.trace])
      if (one && !meetsNeeds(one.captures, type.needs)) throw cannotShow(one.manifest.title, choice.figure);
    return type.draw(trace, settingsOf(choice), paper, against?.trace);
  }
  if (!against) return drawOne(trace, choice, paper);
  const other = { figure: against.figure ?? choice.figure, settings: against.settings ?? choice.settings };
  return besides(
    paper,
    [(half) => drawOne(trace, choice, half), (half) => drawOne(against.trace, other, half)],
    [trace.manifest.title, against.trace.manifest.title],
  );
}

function drawOne(trace: Trace, choice: FigureChoice, paper: Paper): Scene {
  const type = figureType(choice.figure);
  if (!meetsNeeds(trace.captures, type.needs)) throw cannotShow(trace.manifest.title, choice.figure);
  return type.draw(trace, settingsOf(choice), paper);
}

/**
 * Draws the figure of a spec. The trace is what the spec's model made of its text, or the spec's saved trace; `second` is
 * the same of what it names in `against`.
 * @throws HeddleError `bad-spec` or `capture-missing`
 */
export function renderFigure(trace: Trace, spec: FigureSpec, second?: Trace): Scene {
  return drawFigure(
    trace,
    spec,
    paperOf(spec),
    second && { trace: second, figure: spec.against?.figure, settings: spec.against?.settings },
  );
}

const knobsOf = ({ knobs }: Trace): FigureSpec["knobs"] =>
  Object.fromEntries(Object.entries(knobs).map(([name, values]) => [name, [...values]]));

/** The spec of a figure that is on the screen, to be saved beside the picture. */
export function specOf(trace: Trace, choice: FigureChoice, paper: Paper, against?: FigureAgainst): FigureSpec {
  return {
    figure: choice.figure,
    model: trace.manifest.id,
    text: trace.text,
    knobs: knobsOf(trace),
    settings: { ...choice.settings },
    ...(against ? { against: againstSpec(choice, against) } : {}),
    paper: { ...paper },
  };
}

function againstSpec({ figure }: FigureChoice, { trace, figure: other, settings }: FigureAgainst): FigureSpec["against"] {
  const own = figureType(figure).compares
    ? {}
    : { ...(other === undefined ? {} : { figure: other }), ...(settings ? { settings: { ...settings } } : {}) };
  return { model: trace.manifest.id, knobs: knobsOf(trace), ...own };
}

/** A spec as JSON keeps it. */
export function specJson(spec: FigureSpec): Plain {
  return JSON.parse(JSON.stringify(spec)) as Plain;
}
