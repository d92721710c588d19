// `npm run schema`: writes models/manifest.schema.json, by which the foundry (Python) checks the manifests it makes.
// Vite runs the TypeScript, so that Node 20 needs no loader of its own.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = `${root}models/manifest.schema.json`;
const { module } = await runnerImport(`${root}shared/manifest/jsonSchema.ts`, { root, configFile: false, logLevel: "error" });
await writeFile(target, `${JSON.stringify(module.manifestJsonSchema(), null, 2)}\n`);
console.log(`wrote ${target}`);
