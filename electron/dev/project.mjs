// Where the project lies, and small things that every script needs. Node's own modules only: these scripts run before
// anything is installed.

import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** An end that is explained by its message alone; anything else that is thrown is a bug and shows its stack. */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} [code] exit code
   */
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs a script's main function; a Stop becomes one sentence and an exit code.
 * @param {() => Promise<number | undefined>} main gives the exit code; undefined leaves the process running
 */
export async function runScript(main) {
  try {
    const code = await main();
    if (code !== undefined) process.exit(code);
  } catch (thrown) {
    if (!(thrown instanceof Stop)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    process.exit(thrown.code);
  }
}

/**
 * Runs a program with this terminal and waits.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} exit code; 1 when it was killed or could not start
 */
export function run(program, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: "inherit", env });
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * Path of a JavaScript program of an installed package, to be run by this same Node on every system.
 * @param {...string} parts
 */
export function packageFile(...parts) {
  return join(ROOT, "node_modules", ...parts);
}
