// heddle models

import type { Command } from "../command.ts";
import { findModels, modelsFolder } from "../models.ts";

export const command: Command = {
  name: "models",
  summary: "list the models that can be run",
  help: `Usage: heddle models [--models DIR] [--json]

Lists the models of a folder: id, name, layers x heads, longest text in tokens, parameters.

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
      const { layers, heads, context, parameters } = manifest?.size ?? { layers: 0, heads: 0, context: 0, parameters: 0 };
      const about = manifest
        ? `${manifest.title}: ${layers} x ${heads} heads, ${context} tokens, ${parameters.toLocaleString("en-US")} parameters`
        : `broken: ${problem}`;
      output.print(`${id.padEnd(width)}${about}`);
    }
  },
};
