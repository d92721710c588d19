// What settings name must be in the data. A misspelt model would leave an empty picture, and of a task that is not there another
// would be drawn in its place.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../../error.ts";
import { conditionName, type ScoreTable, sameCondition } from "../../needle/scores.ts";
import type { Localized } from "../../text.ts";
import { conditionSetting, depthSetting, lengthsSetting, modelsSetting } from "./settings.ts";

/** Settings that name a part of the data; each figure has some of them. */
const askedSchema = v.object({ models: modelsSetting, condition: conditionSetting, depth: depthSetting, lengths: lengthsSetting });

/**
 * @param settings of any figure of experiments, checked by its own schema before
 * @throws HeddleError `capture-missing` naming the first that is not there
 */
export function checkAsked(table: Pick<ScoreTable, "models" | "conditions" | "depths" | "lengths">, settings: unknown): void {
  const { models, condition, depth, lengths } = v.parse(askedSchema, settings);
  const ids = table.models.map(({ id }) => id);
  const model = models?.find((id) => !ids.includes(id));
  if (model !== undefined) throw lacking({ en: `model "${model}"`, zh: `模型“${model}”` }, ids.join(", "));
  if (condition && !table.conditions.some((one) => sameCondition(one, condition))) {
    const nameless = { en: "without N and R", zh: "（不带 N 与 R）" };
    const name = conditionName(condition);
    const there = table.conditions.map((one) => conditionName(one) || nameless.en);
    throw lacking({ en: `task ${name || nameless.en}`, zh: `任务 ${name || nameless.zh}` }, there.join("; "));
  }
  if (typeof depth === "number" && !table.depths.includes(depth))
    throw lacking({ en: `depth ${depth}`, zh: `深度 ${depth}` }, table.depths.join(", "));
  const length = lengths?.find((one) => !table.lengths.includes(one));
  if (length !== undefined) throw lacking({ en: `length ${length}`, zh: `长度 ${length}` }, table.lengths.join(", "));
}

function lacking(what: Localized, there: string): HeddleError {
  return localizedError("capture-missing", {
    en: [`The figure cannot be drawn: the result has no ${what.en}.`, `It has ${there}.`],
    zh: [`无法绘制此图：结果中没有${what.zh}。`, `现有：${there}。`],
  });
}
