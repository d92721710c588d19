// From tokens and knobs to what the graph is fed. Every knob is an ordinary input of the graph, so each one is fed at
// every run: the manifest's default where the person has not touched it.

import { localizedError } from "../error.ts";
import type { KnobInfo, Manifest } from "../manifest/schema.ts";
import type { KnobValues, Token } from "../trace/trace.ts";
import type { SessionTensor } from "./contract.ts";

/**
 * @throws HeddleError `knob-invalid` when a knob is unknown, has the wrong number of values, or a value that is not
 *   finite or out of the knob's range
 */
export function makeFeeds(manifest: Manifest, tokens: readonly Pick<Token, "id">[], knobs: KnobValues): Record<string, SessionTensor> {
  checkKnobs(manifest, knobs);
  const ids = BigInt64Array.from(tokens, ({ id }) => BigInt(id));
  const feeds: Record<string, SessionTensor> = { [manifest.input]: { type: "int64", shape: [1, ids.length], data: ids } };
  for (const knob of manifest.knobs) {
    const values = knobs[knob.input];
    feeds[knob.input] = {
      type: "float32",
      shape: knob.shape,
      data: values ? Float32Array.from(values) : new Float32Array(count(knob)).fill(knob.default),
    };
  }
  return feeds;
}

/** Only what differs from the model as shipped. */
export function changedKnobs(manifest: Manifest, knobs: KnobValues): KnobValues {
  const changed = manifest.knobs.flatMap((knob) => {
    const values = knobs[knob.input];
    return values?.some((value) => value !== knob.default) ? [[knob.input, [...values]] as const] : [];
  });
  return Object.fromEntries(changed);
}

/** Number of values of a knob. */
function count(knob: KnobInfo): number {
  return knob.shape.reduce((product, size) => product * size, 1);
}

function checkKnobs(manifest: Manifest, knobs: KnobValues): void {
  for (const [name, values] of Object.entries(knobs)) {
    const knob = manifest.knobs.find(({ input }) => input === name);
    if (!knob) {
      const known = manifest.knobs.map(({ input }) => input).join(", ");
      throw localizedError("knob-invalid", {
        en: [`${manifest.title} has no knob "${name}".`, known === "" ? "It has none at all." : `It has: ${known}.`],
        zh: [`${manifest.title} 没有旋钮“${name}”。`, known === "" ? "它没有任何旋钮。" : `它有：${known}。`],
      });
    }
    const wanted = count(knob);
    const shape = `${knob.shape.join(" x ")} (${knob.axes.join(", ")})`;
    if (values.length !== wanted)
      throw localizedError("knob-invalid", {
        en: [`Knob "${name}" got ${values.length} values and needs ${wanted}.`, `Its shape is ${shape}.`],
        zh: [`旋钮“${name}”得到 ${values.length} 个值，但需要 ${wanted} 个。`, `其形状为 ${shape}。`],
      });
    const bad = values.findIndex((value) => !(Number.isFinite(value) && value >= knob.minimum && value <= knob.maximum));
    if (bad >= 0)
      throw localizedError("knob-invalid", {
        en: [
          `Knob "${name}" has the value ${values[bad]} at place ${bad + 1} of ${wanted}.`,
          `Use numbers from ${knob.minimum} to ${knob.maximum}.`,
        ],
        zh: [
          `旋钮“${name}”的第 ${bad + 1} 个值（共 ${wanted} 个）为 ${values[bad]}。`,
          `请使用 ${knob.minimum} 到 ${knob.maximum} 之间的数。`,
        ],
      });
  }
}
