// A view as plain data: what a link or a small file holds so that another window shows the same. Nothing computed is in
// it: text, model, knobs and selection give the same trace again.

import * as v from "valibot";
import { localizedError } from "../../../shared/error.ts";
import { selectionSchema } from "../../../shared/selection/selection.ts";
import type { Localized } from "../../../shared/text.ts";
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

const LINK_REMEDY: Localized = { en: "Copy the whole link again.", zh: "请重新复制完整的链接。" };
const FILE_REMEDY: Localized = { en: "Open a file that Heddle saved as a view.", zh: "请打开由 Heddle 保存的视图文件。" };

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
    const text = {
      en: ["The link is cut off or changed: the view in it cannot be read.", LINK_REMEDY.en],
      zh: ["链接不完整或被改动：无法读取其中的视图。", LINK_REMEDY.zh],
    } as const;
    throw localizedError("bad-spec", text, cause);
  }
  return parseView(json, LINK_REMEDY);
}

/**
 * Reads a view from the text of a file.
 * @param name the file's name, for the error's sentence
 * @throws HeddleError `bad-spec`
 */
export function viewFromText(text: string, name: string): SavedView {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const sentences = {
      en: [`${name} is no view: it is not JSON.`, FILE_REMEDY.en],
      zh: [`${name} 不是视图文件：不是 JSON。`, FILE_REMEDY.zh],
    } as const;
    throw localizedError("bad-spec", sentences, cause);
  }
  return parseView(json, FILE_REMEDY);
}

/** @param remedy what to do about a broken one */
function parseView(json: unknown, remedy: Localized): SavedView {
  const result = v.safeParse(savedViewSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw localizedError("bad-spec", {
    en: [`The saved view is broken at ${path ?? "its start"}: ${issue.message}.`, remedy.en],
    zh: [`保存的视图在 ${path ?? "开头"} 处有误：${issue.message}。`, remedy.zh],
  });
}
