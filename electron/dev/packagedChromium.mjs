// The Chromium that comes inside an npm package, for tests on a Linux machine that has no browser. The package unpacks
// into the system's temporary folder under a fixed name; here it gets a folder of its own, complete or not there at all.

import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "./project.mjs";

/** @returns {Promise<string | null>} path of the program; null where the package has none for this system */
export async function packagedChromium() {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const source = packageFile("@sparticuz", "chromium");
  if (!existsSync(source)) return null;
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const folder = packageFile(".heddle", `chromium-${version}`);
  const program = join(folder, "heddle-chromium");
  if (!existsSync(program)) await unpack(source, folder);
  return program;
}

/**
 * @param {string} source
 * @param {string} folder
 */
async function unpack(source, folder) {
  const { default: chromium, inflate } = await import("@sparticuz/chromium");
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = unfinished;
  try {
    await chromium.executablePath();
    await inflate(join(source, "bin", "al2023.tar.br"));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  writeFileSync(join(unfinished, "heddle-chromium"), LAUNCHER);
  chmodSync(join(unfinished, "heddle-chromium"), 0o755);
  try {
    renameSync(unfinished, folder);
  } catch (cause) {
    // Two runs unpacked at once: the other one's folder is as good.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(folder, "heddle-chromium"))) throw cause;
  }
}

/** Lends the package's own libraries and fonts to a machine that lacks them, and only then. */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
if ldd "$here/chromium" 2>/dev/null | grep -q "not found"; then
  export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"
exec "$here/chromium" "$@"
`;
