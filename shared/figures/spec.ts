// A figure as a file: what to run, what to draw and on what paper. The command line, the app's export and the metadata
// of every exported figure use this one form; the same spec gives the same bytes.

import * as v from "valibot";
import { HeddleError } from "../error.ts";
import { LANGUAGES } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { type Paper, THEMES } from "./contract.ts";
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

const specSchema = v.pipe(
  v.strictObject({
    figure: text,
    /** A model's id and the text to run it on ... */
    model: v.optional(text),
    text: v.optional(v.string()),
    /** Knobs away from their defaults: one number for all elements, or all elements in order. */
    knobs: v.optional(v.record(v.string(), v.union([v.pipe(v.number(), v.finite()), v.array(v.pipe(v.number(), v.finite()))])), {}),
    /** ... or a saved trace: a file named relative to the spec. */
    trace: v.optional(text),
    /** Settings of the figure type; what is left out has its default. */
    settings: v.optional(v.record(v.string(), v.unknown()), {}),
    paper: v.optional(paperSchema, {}),
  }),
  v.check(
    (spec) => (spec.trace === undefined) === (spec.model !== undefined && spec.text !== undefined),
    'name either "model" and "text", or "trace"',
  ),
);

/** A spec with every default filled in; lengths are in points. */
export type FigureSpec = v.InferOutput<typeof specSchema>;

function firstIssue(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]], where: string): HeddleError {
  const [issue] = issues;
  const path = v.getDotPath(issue);
  return new HeddleError("bad-spec", `${where}${path ? `: ${path}` : ""}: ${issue.message}.`, "Correct the figure's spec.");
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
  const settings = v.safeParse(figureType(result.output.figure).settings, result.output.settings);
  if (!settings.success) throw firstIssue(settings.issues, `${where}: settings`);
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
  if (!meetsNeeds(manifest.captures, type.needs)) throw lacking(manifest.title, choice.figure);
  return type.outputs(manifest, settingsOf(choice));
}

function lacking(title: string, figure: string): HeddleError {
  const { all = [], any = [] } = figureType(figure).needs;
  const name = ({ role, branches }: (typeof all)[number]): string => (branches ? `${role} (branches ${branches.join(", ")})` : role);
  const wanted = [...all.map(name), ...(any.length > 0 ? [any.map(name).join(" or ")] : [])].join(", ");
  return new HeddleError("capture-missing", `${title} has not what the figure "${figure}" shows.`, `It needs ${wanted}.`);
}

/**
 * Draws a figure.
 * @throws HeddleError `bad-spec` or `capture-missing`
 */
export function drawFigure(trace: Trace, choice: FigureChoice, paper: Paper): Scene {
  const type = figureType(choice.figure);
  if (!meetsNeeds(trace.captures, type.needs)) throw lacking(trace.manifest.title, choice.figure);
  return type.draw(trace, settingsOf(choice), paper);
}

/**
 * Draws the figure of a spec. The trace is what the spec's model made of its text, or the spec's saved trace.
 * @throws HeddleError `bad-spec` or `capture-missing`
 */
export function renderFigure(trace: Trace, spec: FigureSpec): Scene {
  return drawFigure(trace, spec, paperOf(spec));
}

/** The spec of a figure that is on the screen, to be saved beside the picture. */
export function specOf(trace: Trace, choice: FigureChoice, paper: Paper): FigureSpec {
  const knobs = Object.fromEntries(Object.entries(trace.knobs).map(([name, values]) => [name, [...values]]));
  return {
    figure: choice.figure,
    model: trace.manifest.id,
    text: trace.text,
    knobs,
    settings: { ...choice.settings },
    paper: { ...paper },
  };
}

/** A spec as JSON keeps it. */
export function specJson(spec: FigureSpec): Plain {
  return JSON.parse(JSON.stringify(spec)) as Plain;
}
