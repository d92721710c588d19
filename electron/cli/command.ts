// What a command of the command line is. A command is one file in commands/ that exports `command`; it is found there.

import type { ParseArgsConfig } from "node:util";

export type Options = NonNullable<ParseArgsConfig["options"]>;
/** What the person gave, by option: a string, true, or several strings where an option may be repeated. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Where a command speaks. */
export interface Output {
  /** A line of the result. */
  print(line: string): void;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** How it is called, what its options are, an example. */
  readonly help: string;
  /** Options as `parseArgs` of Node takes them; `--help` is added to all. */
  readonly options: Options;
  /** What the words that are no options are called, as "SPEC"; absent where there are none. */
  readonly operand?: string;
  /** @throws HeddleError for everything that the person can put right */
  run(values: Values, operands: readonly string[], output: Output): Promise<void>;
}

/** The value of an option that takes one; undefined where it was not given. */
export function stringOption(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that may be given several times. */
export function stringsOption(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
