// A needle experiment as a file: which models, how long, how deep, how many needles and questions, in what haystack. The same
// spec and seed give the same prompts everywhere. The protocol is that of the multi-needle evaluation of "Differential
// Transformer" (arXiv 2410.05258, section 3.3): the answer at a fixed depth, the other needles at random, exact match.

import * as v from "valibot";
import { localizedError } from "../error.ts";
import { parseTemplate } from "./template.ts";

/** Longest template, list word and list, so that a spec cannot fill the memory. */
const LONGEST_TEMPLATE = 2000;
const LONGEST_WORD = 120;
const MOST_WORDS = 20_000;

const whole = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const unique = <T>(what: string) =>
  v.check<T[], string>(
    (list) => new Set(list.map((one) => JSON.stringify(one))).size === list.length,
    `${what} must differ from one another`,
  );
const template = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_TEMPLATE));
const word = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LONGEST_WORD),
  v.check((text) => text.trim() === text, "a word begins and ends with no space"),
);
const words = v.pipe(v.array(word), v.minLength(1), v.maxLength(MOST_WORDS), unique("words"));

const task = v.pipe(
  v.strictObject({
    /** N: sentences hidden. */
    needles: whole(1, 64),
    /** R: how many of them are asked for at once. */
    queries: whole(1, 64),
  }),
  v.check(({ needles, queries }) => queries <= needles, "no more can be asked for than is hidden"),
);

const ablation = v.strictObject({
  /** How many heads are switched off. */
  heads: v.pipe(v.array(whole(1, 4096)), v.minLength(1), v.maxLength(16), unique("numbers of heads")),
  /** Sets of as many random heads that the best retrieval heads are held against. */
  draws: v.optional(whole(1, 20), 3),
  /** Prompts for each set of heads, spread over lengths and depths. */
  samples: v.optional(whole(1, 1000), 50),
});

const specSchema = v.strictObject({
  format: v.optional(v.literal("heddle-needle/1"), "heddle-needle/1"),
  /** Ids of models, as `heddle models` lists them. */
  models: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, "the id of a model"))),
    v.minLength(1),
    v.maxLength(16),
    unique("models"),
  ),
  /** Tokens of prompt and answer together, the start token included; a prompt is never longer. */
  lengths: v.pipe(v.array(whole(16, 1_000_000)), v.minLength(1), v.maxLength(64), unique("lengths")),
  /** Percent of the haystack before the answer's needle. */
  depths: v.optional(
    v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(100))), v.minLength(1), v.maxLength(101), unique("depths")),
    [0, 25, 50, 75, 100],
  ),
  tasks: v.optional(v.pipe(v.array(task), v.minLength(1), v.maxLength(32), unique("tasks")), [{ needles: 1, queries: 1 }]),
  /** Prompts in a cell. */
  samples: v.optional(whole(1, 10_000), 20),
  seed: v.optional(whole(0, 2 ** 32 - 1), 1),
  /** Generated scenes, or sentences of a text file (relative to the spec on the command line). */
  haystack: v.optional(
    v.variant("kind", [
      v.strictObject({ kind: v.literal("scenes") }),
      v.strictObject({ kind: v.literal("file"), file: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) }),
    ]),
    { kind: "scenes" },
  ),
  /** What is hidden: {key} is asked about, {value} is the answer. */
  needle: v.optional(template, "The magic number of {key} is {value}."),
  /** How one needle is asked for. */
  question: v.optional(template, "What is the magic number of {key}?"),
  /** How several are asked for: {keys} is a list of them. */
  questions: v.optional(template, "What are the magic numbers of {keys}?"),
  /** Before the last of several keys. */
  and: v.optional(v.pipe(v.string(), v.maxLength(40)), " and "),
  /** How an answer is written; what stands before its first {value} ends the prompt. Absent: as the needle. */
  answer: v.optional(template),
  /** What needles are about. The shipped models have never seen the unseen cities and numbers. */
  keys: v.optional(v.union([v.picklist(["unseen-cities", "cities"]), words], "unseen-cities, cities or a list of words"), "unseen-cities"),
  values: v.optional(
    v.union([v.picklist(["unseen-numbers", "numbers"]), words], "unseen-numbers, numbers or a list of words"),
    "unseen-numbers",
  ),
  /** The model's likeliest token is taken at every step. */
  decoding: v.optional(v.literal("greedy"), "greedy"),
  /** Prompts of each cell on which attention is measured as well. */
  attention: v.optional(whole(0, 10_000), 0),
  /** Switching off retrieval heads; needs `attention`. */
  ablation: v.optional(v.nullable(ablation), null),
});

type Parsed = v.InferOutput<typeof specSchema>;
/** A spec with every default filled in. */
export type NeedleSpec = Omit<Parsed, "answer"> & { readonly answer: string };
export type Task = v.InferOutput<typeof task>;

/**
 * Checks a spec, its templates included.
 * @param json what JSON.parse returned
 * @param where the file's name, for the error's sentence
 * @throws HeddleError `bad-spec` naming the first field that is wrong
 */
export function parseNeedleSpec(json: unknown, where: string): NeedleSpec {
  const result = v.safeParse(specSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    throw localizedError("bad-spec", {
      en: [`${where}${path ? `: ${path}` : ""}: ${issue.message}.`, "Correct the experiment's spec."],
      zh: [`${where}${path ? `：${path}` : ""} 有误（${issue.message}）。`, "请更正实验。"],
    });
  }
  const spec = { ...result.output, answer: result.output.answer ?? result.output.needle };
  checkTogether(spec, where);
  return spec;
}

/** The templates of a spec, read. */
export function templatesOf(spec: NeedleSpec, where = "the spec") {
  const several = spec.tasks.some(({ queries }) => queries > 1);
  return {
    needle: parseTemplate(`${where}: needle`, spec.needle, ["key", "value"]),
    question: parseTemplate(`${where}: question`, spec.question, ["key"]),
    questions: several ? parseTemplate(`${where}: questions`, spec.questions, ["keys"]) : null,
    answer: readAnswer(spec, where, several),
  };
}

/** With one question an answer need not name what it is about. */
function readAnswer(spec: NeedleSpec, where: string, several: boolean) {
  const named = spec.answer.includes("{key}");
  const template = parseTemplate(`${where}: answer`, spec.answer, named || several ? ["key", "value"] : ["value"]);
  const names = template.parts.flatMap((part) => ("slot" in part ? [part.slot] : []));
  if (several && names[0] === "value")
    throw localizedError("bad-spec", {
      en: [
        `${where}: answer: {value} stands before {key}, so one of several answers could not be told from another.`,
        "Write {key} first, as in the needle.",
      ],
      zh: [`${where}：回答中 {value} 在 {key} 之前，无法区分多个回答。`, "请像针那样先写 {key}。"],
    });
  return template;
}

function checkTogether(spec: NeedleSpec, where: string): void {
  templatesOf(spec, where);
  const most = Math.max(...spec.tasks.map(({ needles }) => needles));
  for (const name of ["keys", "values"] as const) {
    const list = spec[name];
    if (Array.isArray(list) && list.length < most)
      throw localizedError("bad-spec", {
        en: [`${where}: ${name}: ${list.length} words cannot make ${most} different needles.`, "Give more words, or hide fewer needles."],
        zh: [`${where}：${name} 只有 ${list.length} 个词，凑不成 ${most} 根不同的针。`, "请多给一些词，或少藏几根针。"],
      });
  }
  if (spec.ablation && spec.attention === 0)
    throw localizedError("bad-spec", {
      en: [`${where}: ablation: which heads retrieve is measured on attention, and attention is 0.`, "Set attention to 5 or more."],
      zh: [`${where}：要关闭检索头，须先测量注意力，而测量数为 0。`, "请将其设为 5 或更多。"],
    });
}
