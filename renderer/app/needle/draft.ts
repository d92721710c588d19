// The experiment as a form holds it, words and all, and the spec that it makes.

import { localizedError } from "../../../shared/error.ts";
import { type NeedleSpec, parseNeedleSpec, type Task } from "../../../shared/needle/spec.ts";

export interface Draft {
  readonly models: readonly string[];
  readonly lengths: string;
  readonly depths: string;
  /** "1/1, 4/2": needles and questions. */
  readonly tasks: string;
  readonly samples: string;
  readonly seed: string;
  /** null: generated scenes. */
  readonly file: { readonly name: string; readonly text: string } | null;
  readonly needle: string;
  readonly question: string;
  readonly questions: string;
  /** "": as the needle. */
  readonly answer: string;
  readonly and: string;
  readonly keys: "unseen-cities" | "cities" | "own";
  /** One a line. */
  readonly keyWords: string;
  readonly values: "unseen-numbers" | "numbers" | "own";
  readonly valueWords: string;
  readonly attention: string;
  /** Numbers of heads to switch off; "": none. */
  readonly ablation: string;
  /** Of a spec that was opened; the form does not show them. */
  readonly rest: { readonly draws: number; readonly samples: number };
}

const list = (values: readonly number[]): string => values.join(", ");

/** The form of a spec. @param text the haystack, where the spec has its own */
export function draftOf(spec: NeedleSpec, text: string | null = null): Draft {
  const { keys, values, ablation } = spec;
  return {
    models: spec.models,
    lengths: list(spec.lengths),
    depths: list(spec.depths),
    tasks: spec.tasks.map(({ needles, queries }) => `${needles}/${queries}`).join(", "),
    samples: String(spec.samples),
    seed: String(spec.seed),
    file: spec.haystack.kind === "file" ? { name: spec.haystack.file, text: text ?? "" } : null,
    needle: spec.needle,
    question: spec.question,
    questions: spec.questions,
    answer: spec.answer === spec.needle ? "" : spec.answer,
    and: spec.and,
    keys: typeof keys === "string" ? keys : "own",
    keyWords: typeof keys === "string" ? "" : keys.join("\n"),
    values: typeof values === "string" ? values : "own",
    valueWords: typeof values === "string" ? "" : values.join("\n"),
    attention: String(spec.attention),
    ablation: ablation ? list(ablation.heads) : "",
    rest: { draws: ablation?.draws ?? 3, samples: ablation?.samples ?? 50 },
  };
}

/** What the form begins with: small enough to be done while one watches. */
export function firstDraft(models: readonly string[]): Draft {
  const spec = parseNeedleSpec({ models: ["any"], lengths: [128, 256], depths: [0, 50, 100], samples: 10, attention: 5 }, "the form");
  return { ...draftOf(spec), models };
}

/** @throws HeddleError `bad-spec` naming what is wrong */
export function specOf(draft: Draft): NeedleSpec {
  const heads = numbers("ablation", draft.ablation);
  return parseNeedleSpec(
    {
      models: draft.models,
      lengths: numbers("lengths", draft.lengths),
      depths: numbers("depths", draft.depths),
      tasks: tasksOf(draft.tasks),
      samples: number("samples", draft.samples),
      seed: number("seed", draft.seed),
      haystack: draft.file ? { kind: "file", file: draft.file.name } : { kind: "scenes" },
      needle: draft.needle,
      question: draft.question,
      questions: draft.questions,
      and: draft.and,
      ...(draft.answer.trim() === "" ? {} : { answer: draft.answer }),
      keys: draft.keys === "own" ? wordsOf(draft.keyWords) : draft.keys,
      values: draft.values === "own" ? wordsOf(draft.valueWords) : draft.values,
      attention: number("attention", draft.attention),
      ablation: heads.length === 0 ? null : { heads, ...draft.rest },
    },
    "the experiment",
  );
}

const wordsOf = (text: string): string[] =>
  text
    .split("\n")
    .map((word) => word.trim())
    .filter((word) => word !== "");

function number(field: string, word: string): number {
  const value = word.trim() === "" ? Number.NaN : Number(word);
  if (Number.isFinite(value)) return value;
  throw localizedError("bad-spec", {
    en: [`the experiment: ${field}: "${word.slice(0, 40)}" is not a number.`, "Write digits."],
    zh: [`实验：${field}：“${word.slice(0, 40)}”不是数字。`, "请写数字。"],
  });
}

function numbers(field: string, words: string): number[] {
  return words
    .split(/[\s,;，、]+/)
    .filter((word) => word !== "")
    .map((word) => number(field, word.replace(/%$/, "")));
}

function tasksOf(words: string): Task[] {
  return words
    .split(/[\s,;，、]+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, needles, queries] = /^(\d+)\s*\/\s*(\d+)$/.exec(word) ?? [];
      if (needles === undefined || queries === undefined)
        throw localizedError("bad-spec", {
          en: [`the experiment: tasks: "${word.slice(0, 40)}" is not needles/questions.`, "For example: 1/1, 4/2."],
          zh: [`实验：“${word.slice(0, 40)}”不是“针数/问题数”。`, "例如：1/1, 4/2。"],
        });
      return { needles: Number(needles), queries: Number(queries) };
    });
}
