// The rules of the house are only as good as the lint that holds them: each one must fire on a planted fault, and must
// let the honest neighbour pass. All faults are planted in a folder elsewhere, under this project's configuration.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFile, ROOT } from "./project.mjs";

/** What a file may not import, and what it may. */
const IMPORTS: readonly (readonly [path: string, forbidden: readonly string[], allowed: readonly string[]])[] = [
  ["shared/planted.ts", ["../renderer/host/detect.ts", "node:fs", "react"], ["./text.ts", "valibot"]],
  ["shared/figures/planted/draw.ts", ["../../../electron/main/links.ts"], ["../../trace/trace.ts"]],
  [
    "renderer/views/planted/Panel.tsx",
    ["../other/draw.ts", "../../app/frame.tsx", "../../host/host.ts", "../../../electron/main/links.ts"],
    [
      "./draw.ts",
      "../registry.ts",
      "../../ui/button.tsx",
      "../../state/runs.ts",
      "../../compute/pool/pool.ts",
      "../../engine/client.ts",
      "../../../shared/text.ts",
    ],
  ],
  ["renderer/views/planted/part/draw.ts", ["../../other/draw.ts"], ["../draw.ts", "../../../ui/button.tsx"]],
  [
    "renderer/ui/Planted.tsx",
    ["../state/runs.ts", "../views/registry.ts", "../../shared/trace/trace.ts"],
    ["./Button.tsx", "../../shared/text.ts"],
  ],
  [
    "renderer/state/planted.ts",
    ["../app/frame.tsx", "../ui/Button.tsx", "../views/registry.ts"],
    ["../engine/client.ts", "../../shared/text.ts"],
  ],
  ["renderer/host/planted.ts", ["../app/frame.tsx", "../state/runs.ts"], ["../../shared/ipc.ts"]],
  ["renderer/app/planted.ts", ["../../electron/main/links.ts", "node:fs"], ["../views/registry.ts", "../host/host.ts"]],
  ["electron/main/planted.ts", ["../../renderer/host/host.ts"], ["../../shared/ipc.ts", "../site/site.ts"]],
];

const lines = (count: number): string => Array.from({ length: count }, (_, i) => `export const a${i} = ${i};\n`).join("");
const ENTRY = "const entry = 1;\nexport default entry;\n";

/** File -> text and the rule that must fire in it; null: none of ours may. */
const FAULTS: Readonly<Record<string, readonly [text: string, rule: string | null]>> = {
  "shared/figures/entry/draw.ts": [ENTRY, "noDefaultExport"],
  "shared/figures/entry/figure.ts": [ENTRY, null],
  "renderer/views/entry/view.ts": [ENTRY, null],
  "shared/barrel.ts": ['export { a } from "./text.ts";\nexport { b } from "./error.ts";\n', "noBarrelFile"],
  "shared/any.ts": ["export function f(x: any): unknown {\n  return x;\n}\n", "noExplicitAny"],
  "shared/long.ts": [lines(401), "noExcessiveLinesPerFile"],
  "shared/short.ts": [lines(399), null],
  "shared/cycle/one.ts": ['import { b } from "./two.ts";\nexport const a = () => b;\n', "noImportCycles"],
  "shared/cycle/two.ts": ['import { a } from "./one.ts";\nexport const b = () => a;\n', "noImportCycles"],
};

let folder = "";
/** Path -> names of the rules that fired in it. */
const fired = new Map<string, string[]>();

const importing = (addresses: readonly string[]): string =>
  `${addresses.map((address, i) => `import { x${i} } from "${address}";`).join("\n")}\nexport const all = [${addresses.map((_, i) => `x${i}`).join(", ")}];\n`;
const beside = (path: string): string => path.replace(/\.(tsx?)$/, "Allowed.$1");

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "heddle-lint-")));
  const plant = (path: string, text: string): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const { vcs: _vcs, $schema: _schema, ...configuration } = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
  plant("biome.json", JSON.stringify(configuration));
  for (const [path, forbidden, allowed] of IMPORTS) {
    plant(path, importing(forbidden));
    plant(beside(path), importing(allowed));
  }
  for (const [path, [text]] of Object.entries(FAULTS)) plant(path, text);
  const biome = packageFile("@biomejs", "biome", "bin", "biome");
  const { stdout } = spawnSync(process.execPath, [biome, "lint", "--max-diagnostics=none", "--reporter=github"], {
    cwd: folder,
    encoding: "utf8",
  });
  // Two patterns may refuse one import; a rule counts once a line.
  const once = new Set(stdout.match(/^::\w+ title=lint\/\w+\/\w+,file=[^,]+,line=\d+/gm));
  for (const place of once) {
    const [, rule = "", file = ""] = /lint\/\w+\/(\w+),file=([^,]+)/.exec(place) ?? [];
    const path = relative(folder, resolve(folder, file)).split(sep).join("/");
    fired.set(path, [...(fired.get(path) ?? []), rule]);
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(IMPORTS)("imports of %s", (path, forbidden) => {
  expect(fired.get(path)).toEqual(forbidden.map(() => "noRestrictedImports"));
  expect(fired.get(beside(path)) ?? []).not.toContain("noRestrictedImports");
});

test.each(Object.entries(FAULTS))("%s", (path, [, rule]) => {
  if (rule === null) expect(fired.get(path)).toBeUndefined();
  else expect(fired.get(path)).toContain(rule);
});
