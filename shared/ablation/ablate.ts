// What becomes of the answer's probability when heads are switched off: one head after the other, or a set at once.

import type { RunRequest } from "../engine/contract.ts";
import { throwIfCancelled } from "../engine/queue.ts";
import { localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import { headName } from "../selection/headName.ts";
import type { HeadRef } from "../selection/selection.ts";
import type { KnobValues, Trace } from "../trace/trace.ts";
import { type AnswerReading, type AnswerText, readAnswer } from "./answer.ts";
import { headSwitch, switchableHeads, withHeadsOff } from "./headSwitch.ts";

export type Run = (request: RunRequest, signal?: AbortSignal) => Promise<Trace>;

/** One head, or several together, switched off. */
export interface Ablated {
  readonly heads: readonly HeadRef[];
  /** ln p(answer) without them minus ln p(answer) with them, in nats: below 0, the heads help. */
  readonly change: number;
}

export interface AblationPlan {
  readonly manifest: Manifest;
  readonly answer: AnswerText;
  /** Knobs as they are besides. */
  readonly knobs: KnobValues;
  /** Sets of heads to switch off, each by itself. */
  readonly sets: readonly (readonly HeadRef[])[];
}

/**
 * Every head by itself, as sets for a plan.
 * @throws HeddleError `not-supported` when the model's heads cannot be switched off
 */
export function everyHead(manifest: Manifest): HeadRef[][] {
  return switchableHeads(switchOf(manifest)).map((head) => [head]);
}

function switchOf(manifest: Manifest): NonNullable<ReturnType<typeof headSwitch>> {
  const knob = headSwitch(manifest);
  if (!knob)
    throw localizedError("not-supported", {
      en: [`The heads of ${manifest.title} cannot be switched off: its manifest has no knob for each head.`, "Choose another model."],
      zh: [`${manifest.title} 的头不能关闭：其清单中没有逐头的旋钮。`, "请选择其他模型。"],
    });
  return knob;
}

/**
 * Holds heads against the model that they are to be switched off in: one that is not there would change nothing, and "no effect"
 * would stand as a measurement.
 * @throws HeddleError `not-supported` or `bad-spec`
 */
export function checkHeads(manifest: Manifest, heads: readonly HeadRef[]): void {
  const [layers = 0, width = 0] = switchOf(manifest).shape;
  const absent = heads.find(({ layer, head }) => layer >= layers || head >= width);
  if (absent)
    throw localizedError("bad-spec", {
      en: [`${manifest.title} has no head ${headName(absent)}.`, `Its heads are L1H1 to L${layers}H${width}.`],
      zh: [`${manifest.title} 没有头 ${headName(absent)}。`, `它的头为 L1H1 至 L${layers}H${width}。`],
    });
}

/**
 * Runs the model as it is and then once for each set.
 * @param onResult hears of each set as it is done; `done` of `total` runs are
 * @throws HeddleError `not-supported`, `bad-spec` for a head that the model lacks, `cancelled`, and what `readAnswer` and the engine throw
 */
export async function ablate(
  run: Run,
  { manifest, answer, knobs, sets }: AblationPlan,
  onResult: (result: Ablated, done: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<{ baseline: AnswerReading; results: Ablated[] }> {
  const knob = switchOf(manifest);
  checkHeads(manifest, sets.flat());
  const outputs = manifest.captures.filter(({ role }) => role === "logits").map(({ output }) => output);
  const read = async (changed: KnobValues): Promise<AnswerReading> =>
    readAnswer(await run({ text: answer.text, outputs, knobs: changed }, signal), answer);
  const baseline = await read(knobs);
  const results: Ablated[] = [];
  for (const heads of sets) {
    throwIfCancelled(signal);
    const without = await read(withHeadsOff(knob, knobs, heads));
    const result = { heads, change: without.logProbability - baseline.logProbability };
    results.push(result);
    onResult(result, results.length, sets.length);
  }
  return { baseline, results };
}
