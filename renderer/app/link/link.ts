// A view as plain data: what a link or a small file holds so that another window shows the same. Nothing computed is in
// it: text, model, knobs and selection give the same trace again.

import * as v from "valibot";
import { HeddleError } from "../../../shared/error.ts";
import { selectionSchema } from "../../../shared/selection/selection.ts";
import { COLOUR_SCALES } from "../../state/settings.ts";

const model = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, "the id of a model"));
const knobs = v.record(v.pipe(v.string(), v.regex(/^[A-Za-z][\w.]*$/, "the name of a knob")), v.array(v.pipe(v.number(), v.finite())));

/** How it is shown: words for tokens, the colour scale, and what the view and the atlas are set to, which each parses itself. */
const shown = v.optional(
  v.strictObject({
    words: v.optional(v.boolean()),
    sequential: v.optional(v.picklist(COLOUR_SCALES)),
    views: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
  }),
  {},
);

const savedViewSchema = v.strictObject({
  format: v.literal("heddle-view/1"),
  model,
  text: v.pipe(v.string(), v.maxLength(100_000)),
  view: v.nullable(v.string()),
  selection: selectionSchema,
  shown,
  knobs,
  /** The model that it is compared with, on the same text. */
  second: v.optional(v.nullable(v.strictObject({ model, knobs })), null),
});

export type SavedView = v.InferOutput<typeof savedViewSchema>;

const PREFIX = "#view=";

/** The view as the fragment of an address. */
export function viewToHash(view: SavedView): string {
  return PREFIX + encodeURIComponent(JSON.stringify(view));
}

/**
 * Reads a view from the fragment of an address; null when the fragment is about something else.
 * @throws HeddleError `bad-spec`
 */
export function viewFromHash(hash: string): SavedView | null {
  if (!hash.startsWith(PREFIX)) return null;
  let json: unknown;
  try {
    json = JSON.parse(decodeURIComponent(hash.slice(PREFIX.length)));
  } catch (cause) {
    throw new HeddleError("bad-spec", "The link is cut off or changed: the view in it cannot be read.", "Copy the whole link again.", {
      cause,
    });
  }
  return parseView(json);
}

/**
 * Checks a view from a link or file.
 * @throws HeddleError `bad-spec`
 */
export function parseView(json: unknown): SavedView {
  const result = v.safeParse(savedViewSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new HeddleError(
    "bad-spec",
    `The saved view is broken at ${v.getDotPath(issue) ?? "its start"}: ${issue.message}.`,
    "Copy the whole link again.",
  );
}
