// `npm start`: installs what is missing, builds what is old, and opens the app.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildTargets } from "./build.mjs";
import { obtainElectron } from "./electronBinary.mjs";
import { ensureInstalled } from "./install.mjs";
import { hasDisplay, openBrowser } from "./openBrowser.mjs";
import { ROOT, runScript, Stop } from "./project.mjs";
import { parseStartOptions, USAGE } from "./startOptions.mjs";

/** Electron that ends with an error within this time never showed a window (no usable sandbox, a missing library). */
const STILLBORN_MS = 5000;

await runScript(async () => {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.models !== null && !existsSync(options.models)) throw new Stop(`There is no folder ${options.models}.`, 2);
  await ensureInstalled();
  const viaBrowser = !options.open || options.browser || !hasDisplay();
  const why = viaBrowser ? "" : await tryElectron(options.models);
  if (why === null) return 0;

  await buildTargets(["renderer", "serve"]);
  const { serve } = await import(pathToFileURL(join(ROOT, "out", "serve", "index.js")).href);
  const server = await serve({
    port: options.port,
    renderer: join(ROOT, "out", "renderer"),
    models: options.models ?? join(ROOT, "models"),
  }).catch((/** @type {NodeJS.ErrnoException} */ cause) => {
    throw new Stop(
      cause.code === "EADDRINUSE"
        ? `Port ${options.port} is in use; choose another with --port.`
        : `Port ${options.port} cannot be used: ${cause.message}.`,
    );
  });
  const stop = () => void server.close().then(() => process.exit(0));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  // npm's shell does not hand on a kill: when it is gone, so is the reason to serve.
  const parent = process.ppid;
  if (process.env["npm_lifecycle_event"] !== undefined) setInterval(() => process.ppid !== parent && stop(), 1000).unref();

  if (!options.open) {
    process.stdout.write(`Heddle is at ${server.url} (Ctrl-C stops it)\n`);
    return undefined;
  }
  if (!hasDisplay()) {
    process.stdout.write(`There is no display here; Heddle is at ${server.url} (Ctrl-C stops it)\n`);
    return undefined;
  }
  const { name, ending } = openBrowser(server.url);
  process.stdout.write(`${why}${why === "" ? "Opening" : "opening"} Heddle in ${name}: ${server.url} (Ctrl-C stops it)\n`);
  const how = await ending;
  if (how === "failed") process.stderr.write(`${name} could not be started; open the address above yourself.\n`);
  if (how !== "closed") return undefined;
  await server.close();
  return 0;
});

/**
 * @param {string | null} models
 * @returns {Promise<string | null>} null when Electron ran; else why not, as the beginning of a sentence
 */
async function tryElectron(models) {
  const electron = await obtainElectron();
  if ("problem" in electron) return `Electron's program is not here and could not be downloaded (${electron.problem}); `;
  await buildTargets(["renderer", "main", "preload"]);
  const began = Date.now();
  const args = [ROOT, ...(models === null ? [] : ["--models", models])];
  const code = await new Promise((/** @type {(code: number) => void} */ resolve) => {
    const child = spawn(electron.path, args, { stdio: "inherit", cwd: ROOT });
    child.on("error", () => resolve(1));
    child.on("exit", (status) => resolve(status ?? 1));
  });
  if (code === 0) return null;
  if (Date.now() - began < STILLBORN_MS) return "Electron could not start here (its message is above); ";
  throw new Stop(`Electron ended with code ${code}.`);
}
