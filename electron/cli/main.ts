// The command line: finds the command, reads its options, and says what went wrong in a sentence.

import { parseArgs } from "node:util";
import { HeddleError } from "../../shared/error.ts";
import type { Command, Output } from "./command.ts";

/** All commands, by name. */
export const COMMANDS: readonly Command[] = Object.values(
  import.meta.glob<Command>(["./commands/*.ts", "!./commands/*.test.ts"], { eager: true, import: "command" }),
).sort((a, b) => (a.name < b.name ? -1 : 1));

/** Exit codes: 1 what the person can put right, 2 a fault of Heddle's own. */
export type ExitCode = 0 | 1 | 2;

export interface Terminal extends Output {
  /** A line for the person, not part of the result. */
  complain(line: string): void;
}

const usage = (): string =>
  [
    "Usage: heddle COMMAND [options]",
    "",
    "Commands:",
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`),
    "",
    "heddle COMMAND --help tells more about one of them.",
  ].join("\n");

/** @param words what was typed after the program's name */
export async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal.print(usage());
    return name === undefined ? 1 : 0;
  }
  try {
    const command = COMMANDS.find((one) => one.name === name);
    if (!command)
      throw new HeddleError("bad-spec", `There is no command "${name}".`, `Commands: ${COMMANDS.map((one) => one.name).join(", ")}.`);
    const { values, positionals } = parse(command, rest);
    if (values["help"] === true) terminal.print(command.help);
    else await command.run(values, positionals, terminal);
    return 0;
  } catch (error) {
    return explain(error, terminal);
  }
}

function parse(command: Command, words: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({
      args: [...words],
      options: { ...command.options, help: { type: "boolean", short: "h" } },
      allowPositionals: command.operand !== undefined,
      strict: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split(". ")[0] ?? "") : String(cause);
    throw new HeddleError("bad-spec", `${why.replace(/\.$/, "")}.`, `See heddle ${command.name} --help.`, { cause });
  }
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof HeddleError) {
    terminal.complain(`heddle: ${error.message}`);
    if (error.remedy !== "") terminal.complain(`        ${error.remedy}`);
    return 1;
  }
  terminal.complain("heddle: something failed inside Heddle. Please report this with the command you gave.");
  terminal.complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 2;
}
