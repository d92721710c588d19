// The door for manifests: JSON in, a Manifest or one clear sentence out.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../error.ts";
import type { Localized } from "../text.ts";
import { ROLES } from "../trace/vocabulary.ts";
import { type Manifest, manifestSchema } from "./schema.ts";

/**
 * Checks a manifest.
 * @param json what JSON.parse returned
 * @param where the file's name, for the error's sentence
 * @throws HeddleError `bad-manifest` naming the first field that is wrong
 */
export function parseManifest(json: unknown, where: string): Manifest {
  const result = v.safeParse(manifestSchema, json);
  if (!result.success) {
    const issue = result.issues[0];
    const path = v.getDotPath(issue);
    throw bad(where, {
      en: `${path ?? "the file as a whole"}: ${issue.message}`,
      zh: `${path ?? "整个文件"} 处有误：${issue.message}`,
    });
  }
  const manifest = result.output;
  const problem = contradiction(manifest);
  if (problem) throw bad(where, problem);
  return manifest;
}

function bad(where: string, problem: Localized): HeddleError {
  return localizedError("bad-manifest", {
    en: [`${where}: ${problem.en}.`, "Export the model again, or correct the manifest by hand."],
    zh: [`${where}：${problem.zh}。`, "请重新导出模型，或手动改正清单。"],
  });
}

/** Names of arrays in a trace file that are no captures; see `npz.ts`. */
const RESERVED: ReadonlySet<string> = new Set(["tokens", "__trace__", "__text__"]);
/** A knob is fed whole at every run: more than this is no knob but a mistake. */
const MOST_KNOB_VALUES = 2 ** 24;

/** What the fields say about one another that cannot be true; null when they agree. */
function contradiction(manifest: Manifest): Localized | null {
  const outputs = new Set<string>();
  for (const capture of manifest.captures) {
    const [name, nameZh] = [`capture "${capture.output}"`, `捕获量“${capture.output}”`];
    if (outputs.has(capture.output)) return { en: `${name} is listed twice`, zh: `${nameZh}列出了两次` };
    outputs.add(capture.output);
    if (RESERVED.has(capture.output))
      return {
        en: `${name}: that name is taken in files of traces`,
        zh: `${nameZh}的名称在轨迹文件中已被占用`,
      };
    const known = ROLES[capture.role];
    const axes = capture.axes.join(", ");
    const allowed = known.axes.map((list) => `[${list.join(", ")}]`);
    if (!allowed.includes(`[${axes}]`))
      return {
        en: `${name}: ${capture.role} has no axes [${axes}]; it may have ${allowed.join(" or ")}`,
        zh: `${nameZh}：${capture.role} 没有轴 [${axes}]；可以是 ${allowed.join(" 或 ")}`,
      };
    if (!(known.kinds as readonly string[]).includes(capture.kind))
      return { en: `${name}: ${capture.role} is never a ${capture.kind}`, zh: `${nameZh}：${capture.role} 不会是 ${capture.kind}` };
    if (known.place === "layer" && capture.layer === undefined)
      return { en: `${name}: ${capture.role} needs a layer`, zh: `${nameZh}：${capture.role} 需要写明层` };
  }
  const inputs = new Set<string>();
  for (const knob of manifest.knobs) {
    if (inputs.has(knob.input)) return { en: `knob "${knob.input}" is listed twice`, zh: `旋钮“${knob.input}”列出了两次` };
    inputs.add(knob.input);
    if (knob.input === manifest.input)
      return { en: `knob "${knob.input}" is the input of the tokens`, zh: `旋钮“${knob.input}”是词元的输入` };
    const values = knob.shape.reduce((product, size) => product * size, 1);
    if (values > MOST_KNOB_VALUES)
      return {
        en: `knob "${knob.input}" has ${values} values; ${MOST_KNOB_VALUES} are the most`,
        zh: `旋钮“${knob.input}”有 ${values} 个值，最多 ${MOST_KNOB_VALUES} 个`,
      };
    if (knob.axes.length !== knob.shape.length)
      return {
        en: `knob "${knob.input}": ${knob.axes.length} axes but ${knob.shape.length} sizes`,
        zh: `旋钮“${knob.input}”有 ${knob.axes.length} 个轴，却有 ${knob.shape.length} 个大小`,
      };
    if (!(knob.minimum <= knob.default && knob.default <= knob.maximum))
      return { en: `knob "${knob.input}": its default is outside its range`, zh: `旋钮“${knob.input}”的默认值超出其范围` };
    if (knob.setFrom !== undefined && !(knob.default < knob.setFrom && knob.setFrom < knob.maximum))
      return {
        en: `knob "${knob.input}": setFrom is not between its default and its maximum`,
        zh: `旋钮“${knob.input}”的 setFrom 不在默认值与最大值之间`,
      };
  }
  if (!manifest.captures.some((capture) => capture.role === "logits"))
    return { en: `no capture has the role "logits"`, zh: "没有任何捕获量的角色是“logits”" };
  return null;
}
