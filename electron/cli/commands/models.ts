// heddle models

import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Command } from "../command.ts";
import { findModels, modelsFolder } from "../models.ts";

export const command: Command = {
  name: "models",
  summary: "list the models that can be run",
  help: `Usage: heddle models [--models DIR] [--json]

Lists the models of a folder: id, name, layers x heads (groups of channels, where there are no heads), longest text in tokens,
parameters.

  --models DIR     folder of model folders (default: the ones that come with Heddle)
  --json           print the manifests as JSON`,
  options: { models: { type: "string" }, json: { type: "boolean" } },
  async run(values, _, output) {
    const found = await findModels(modelsFolder(values));
    if (values["json"] === true) {
      output.print(
        JSON.stringify(
          found.map(({ id, manifest, problem }) => ({ id, manifest, problem })),
          null,
          1,
        ),
      );
      return;
    }
    const width = Math.max(0, ...found.map(({ id }) => id.length)) + 2;
    for (const { id, manifest, problem } of found) {
      output.print(`${id.padEnd(width)}${manifest ? about(manifest) : `broken: ${problem}`}`);
    }
  },
};

function about(manifest: Manifest): string {
  const { title, size } = manifest;
  const { layers, heads } = mapExtent(manifest);
  const what = size.groups === undefined ? "heads" : "groups of channels";
  return `${title}: ${layers} x ${heads} ${what}, ${size.context} tokens, ${size.parameters.toLocaleString("en-US")} parameters`;
}
