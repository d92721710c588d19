// Knobs from the command line: numbers for the whole knob, lists, or a JSON file of them.

import { readFile } from "node:fs/promises";
import { HeddleError } from "../../shared/error.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { KnobValues } from "../../shared/trace/trace.ts";
import { stringOption, stringsOption, type Values } from "./command.ts";

export const KNOB_OPTIONS = { knob: { type: "string", multiple: true }, knobs: { type: "string" } } as const;

export const KNOB_HELP = `  --knob NAME=VALUE  change a knob: a number for all of it, or JSON lists in its shape; may be repeated
  --knobs FILE       knobs from a JSON file: {"NAME": VALUE, ...}`;

/**
 * The knobs that the options give; their ranges are the engine's to check.
 * @throws HeddleError `bad-spec` or `file-missing`
 */
export async function readKnobs(values: Values, manifest: Manifest): Promise<KnobValues> {
  const file = stringOption(values, "knobs");
  const given = new Map<string, unknown>(file === undefined ? [] : Object.entries(await readFileOf(file)));
  for (const setting of stringsOption(values, "knob")) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(setting) ?? [];
    if (name === undefined || value === undefined)
      throw new HeddleError("bad-spec", `--knob ${setting} is not NAME=VALUE.`, "For example: --knob head_mask=0.");
    given.set(name, parse(value, `--knob ${name}`));
  }
  return Object.fromEntries(Array.from(given, ([name, value]) => [name, spreadKnob(value, name, manifest)]));
}

async function readFileOf(path: string): Promise<object> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new HeddleError("file-missing", `${path} could not be read.`, "Check the path after --knobs.", { cause });
  });
  const value = parse(text, path);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new HeddleError("bad-spec", `${path} is not a JSON object of knobs.`, 'Write {"NAME": VALUE, ...}.');
  return value;
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new HeddleError("bad-spec", `${where}: "${json.slice(0, 40)}" is not JSON.`, "Give a number or lists of numbers.", { cause });
  }
}

/**
 * All elements of a knob, row-major; one number stands for all of them, and a flat list for all in their order.
 * @throws HeddleError `bad-spec` for what is no number, and for nested lists that do not have the knob's shape: as many numbers
 *   would do for a matrix turned on its side, and set other heads than were meant
 */
export function spreadKnob(value: unknown, name: string, manifest: Manifest): number[] {
  const knob = manifest.knobs.find(({ input }) => input === name);
  // An unknown knob goes through as it is: the engine names the ones there are.
  if (typeof value === "number") return new Array<number>(knob?.shape.reduce((product, size) => product * size, 1) ?? 1).fill(value);
  const flat = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [];
  if (flat.length === 0 || flat.some((one) => typeof one !== "number"))
    throw new HeddleError("bad-spec", `Knob "${name}" is not a number or lists of numbers.`, "For example: 0.5 or [1, 0].");
  const nested = Array.isArray(value) && value.some(Array.isArray);
  if (knob && nested && !hasShape(value, knob.shape))
    throw new HeddleError(
      "bad-spec",
      `Knob "${name}" has the shape [${knob.shape.join(", ")}] (${knob.axes.join(", ")}) and was given lists of another.`,
      "Nest the lists in that order, or give all numbers in one list.",
    );
  return flat as number[];
}

function hasShape(value: unknown, [size, ...inner]: readonly number[]): boolean {
  if (size === undefined) return typeof value === "number";
  return Array.isArray(value) && value.length === size && value.every((one) => hasShape(one, inner));
}
