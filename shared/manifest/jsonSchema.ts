// The manifest's schema as JSON Schema (draft 7), for programs that do not speak TypeScript: the foundry checks every
// manifest against it before writing. `npm run schema` writes it to models/manifest.schema.json.

import { toJsonSchema } from "@valibot/to-json-schema";
import { ROLE_NAMES, ROLES, type Role } from "../trace/vocabulary.ts";
import { manifestSchema } from "./schema.ts";

/**
 * JSON Schema of models/<id>/manifest.json.
 *
 * Adds what the vocabulary knows and valibot's converter cannot see: the words for roles, and for each role the axes and
 * kinds it may have. What JSON Schema cannot say at all (no output listed twice, a knob's default within its range) is
 * checked by `parseManifest` alone.
 */
export function manifestJsonSchema(): object {
  const schema = toJsonSchema(manifestSchema, { typeMode: "input", errorMode: "ignore" }) as unknown as Converted;
  const capture = schema.properties.captures.items;
  capture.properties["role"] = { type: "string", enum: ROLE_NAMES };
  capture.allOf = ROLE_NAMES.map(rulesOf);
  return {
    ...schema,
    title: "Heddle model manifest",
    description: "models/<id>/manifest.json. Generated from shared/manifest/schema.ts; do not edit.",
  };
}

/** What a capture must have when it has this role. */
function rulesOf(role: Role): object {
  const { axes, kinds, place } = ROLES[role];
  const required = place === "layer" ? { required: ["layer"] } : {};
  const rules = { properties: { axes: { enum: axes }, kind: { enum: kinds } }, ...required };
  // biome-ignore lint/suspicious/noThenProperty: "then" is a keyword of JSON Schema
  return { if: { properties: { role: { const: role } } }, then: rules };
}

/** The part of the converter's output that is added to. */
interface Converted {
  readonly properties: { readonly captures: { readonly items: { properties: Record<string, object>; allOf?: object[] } } };
}
