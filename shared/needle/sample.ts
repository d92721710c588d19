// One prompt put to one model: what it writes, how that is scored, and where it looked.

import type { LoadedModel, SessionTensor } from "../engine/contract.ts";
import { localizedError } from "../error.ts";
import { firstNotFinite } from "../trace/finite.ts";
import type { KnobValues } from "../trace/trace.ts";
import { type AttentionSums, measureAttention, weightCaptures } from "./attention.ts";
import { decodeGreedily } from "./decode.ts";
import type { Prompt } from "./prompt.ts";
import { type Said, score } from "./score.ts";
import type { NeedleSpec } from "./spec.ts";
import { templatesOf } from "./spec.ts";
import { fillTemplate } from "./template.ts";

export interface SampleResult {
  /** One entry for each answer, in the order of the questions. */
  readonly said: readonly Said[];
  /** All that was written. */
  readonly written: string;
  /** Times the model was run. */
  readonly passes: number;
  readonly attention: AttentionSums | null;
}

export interface SampleOptions {
  readonly knobs?: KnobValues;
  /** Whether attention is measured as well. */
  readonly attention?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws HeddleError `not-supported` for a model that does not write, `not-finite`, and all that `LoadedModel.forward` throws
 */
export async function runSample(model: LoadedModel, spec: NeedleSpec, prompt: Prompt, options: SampleOptions = {}): Promise<SampleResult> {
  const { manifest, tokenizer } = model;
  const { knobs = {}, attention = false, signal } = options;
  const output = logitsOf(model);
  const maps = attention ? weightCaptures(manifest).map((capture) => capture.output) : [];
  const ids = prompt.tokens.map(({ id }) => id);
  const given = ids.slice(0, prompt.answerToken);
  let measured: AttentionSums | null = null;
  let first = true;

  const likeliest = async (read: readonly number[], from: number): Promise<Int32Array> => {
    const wanted = first ? maps : [];
    first = false;
    const results = await model.forward({ ids: read, outputs: [output, ...wanted], knobs }, signal);
    const logits = need(results, output);
    const best = argmaxRows(logits, from, manifest.title);
    if (wanted.length > 0) {
      const tensors = wanted.map((name) => need(results, name));
      measured = measureAttention(prompt, tensors, (row) => best[row - from] ?? -1);
    }
    return best;
  };
  const decoded = await decodeGreedily(likeliest, given, ids.slice(prompt.answerToken), guesser(spec, prompt, tokenizer));
  // A token may begin before the value, with the end of the words that were given: these are no part of what was written.
  const head = prompt.text.slice(prompt.tokens[prompt.answerToken]?.start ?? prompt.answerAt, prompt.answerAt);
  const text = tokenizer.decode(decoded.ids);
  const written = text.startsWith(head) ? text.slice(head.length) : text;
  return { said: score(spec, prompt, written), written, passes: decoded.passes, attention: measured };
}

function logitsOf({ manifest }: LoadedModel): string {
  const logits = manifest.captures.find(({ role }) => role === "logits");
  if (manifest.task === "causal" && logits) return logits.output;
  throw localizedError("not-supported", {
    en: [
      `${manifest.title} fills gaps and does not write on, so it cannot be asked for needles.`,
      "Choose a model that predicts the next token.",
    ],
    zh: [`${manifest.title} 只填空而不续写，无法用于大海捞针。`, "请选择预测下一个词元的模型。"],
  });
}

function need(results: Readonly<Record<string, SessionTensor>>, name: string): SessionTensor {
  const tensor = results[name];
  if (tensor) return tensor;
  throw localizedError("engine-failed", {
    en: [`The engine did not give the output "${name}".`, "Load the model again."],
    zh: [`引擎没有给出输出“${name}”。`, "请重新载入模型。"],
  });
}

/** The largest logit of each row from `from` on; of equal ones the first. */
function argmaxRows({ data, shape }: SessionTensor, from: number, title: string): Int32Array {
  const [, rows = 0, vocabulary = 0] = shape;
  const logits = (data as Float32Array).subarray(from * vocabulary, rows * vocabulary);
  if (firstNotFinite(logits) >= 0)
    throw localizedError("not-finite", {
      en: [`${title} gave logits that are no numbers.`, "Export the model again, or choose another engine."],
      zh: [`${title} 给出的 logit 不是数字。`, "请重新导出模型，或选择其他引擎。"],
    });
  return Int32Array.from({ length: rows - from }, (_, row) => {
    let best = 0;
    for (let id = 1; id < vocabulary; id++) if ((logits[row * vocabulary + id] ?? 0) > (logits[row * vocabulary + best] ?? 0)) best = id;
    return best;
  });
}

/**
 * Guesses how an answer goes on that has left the reference: as the answers would be with another needle's value in the place
 * where it left them. A wrong answer is mostly that, so it is decided in two or three passes.
 */
function guesser(spec: NeedleSpec, prompt: Prompt, tokenizer: LoadedModel["tokenizer"]): (written: readonly number[]) => readonly number[] {
  const { answer } = templatesOf(spec);
  const values = prompt.answers.map(({ value }) => value);
  const given = prompt.text.slice(0, prompt.answerAt);
  const start = prompt.text.slice(0, (prompt.answers[0]?.start ?? 1) - 1);
  const tokensFor = (said: readonly string[]): readonly number[] => {
    const text = prompt.answers.map(({ key }, i) => ` ${fillTemplate(answer, { key, value: said[i] ?? "" })}`).join("");
    // Only the answers are cut into tokens: the words before them end at a space.
    const tokens = tokenizer.encode(text);
    const character = given.length - start.length;
    return tokens.filter(({ end }) => end > character).map(({ id }) => id);
  };
  return (written) => {
    const begins = (ids: readonly number[]): boolean => written.every((id, i) => ids[i] === id);
    for (let which = 0; which < values.length; which++)
      for (const { value } of prompt.needles) {
        const tried = values.map((old, i) => (i === which ? value : old));
        const ids = tokensFor(tried);
        if (!begins(ids)) continue;
        values[which] = value;
        return ids;
      }
    return [];
  };
}
