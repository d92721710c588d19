// The bridge as a table: every channel between the page and the desktop shell, with the arguments it takes and what it
// gives back. The shell must implement all of it, the preload exposes one generic call, and the shell parses the
// arguments of every call with the schemas below: what comes out of a page is data from outside.

import * as v from "valibot";
import type { ErrorReport } from "./error.ts";
import type { Localized } from "./text.ts";

/** Largest settings file, in characters of JSON. */
const SETTINGS_LIMIT = 1_000_000;
/** Largest file that may be saved through the bridge, in bytes. */
const FILE_LIMIT = 1_000_000_000;

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(120));
const actionId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/, "an action id is made of letters, digits, dots, colons and hyphens"),
);

/** A name that cannot leave the folder it is saved in: no separators, no control characters, not hidden. */
const fileName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused
  v.regex(/^[^.\\/:*?"<>|\u0000-\u001f][^\\/:*?"<>|\u0000-\u001f]*$/, "a file name without a folder"),
);

const fileFilter = v.strictObject({
  name: label,
  extensions: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,12}$/, "an extension without its dot"))),
    v.minLength(1),
    v.maxLength(8),
  ),
});

const saveRequest = v.strictObject({
  suggestedName: fileName,
  bytes: v.pipe(
    v.instance(Uint8Array),
    v.check((bytes) => bytes.byteLength <= FILE_LIMIT, "the file is larger than 1 GB"),
  ),
  filters: v.pipe(v.array(fileFilter), v.maxLength(8)),
});

/** Any JSON object: the page's own schema decides what the settings mean. */
const settings = v.pipe(
  v.unknown(),
  v.check((values) => !Array.isArray(values), "settings must be an object"),
  v.record(v.string(), v.unknown()),
  v.check((values) => isJson(values), "settings must be JSON"),
  v.check((values) => JSON.stringify(values).length <= SETTINGS_LIMIT, "settings must be smaller than 1 MB"),
);

/** What the operating system itself does when a menu item is chosen. */
const MENU_ROLES = [
  "cut",
  "copy",
  "paste",
  "selectAll",
  "minimize",
  "close",
  "quit",
  "togglefullscreen",
  "zoomIn",
  "zoomOut",
  "resetZoom",
  "toggleDevTools",
  "reload",
] as const;

const menuItem = v.variant("type", [
  v.strictObject({ type: v.literal("separator") }),
  v.strictObject({ type: v.literal("role"), role: v.picklist(MENU_ROLES), label }),
  v.strictObject({
    type: v.literal("action"),
    id: actionId,
    label,
    /** Shown beside the label, as Electron writes it ("CmdOrCtrl+K"). The page itself listens for the key. */
    accelerator: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,40}$/, "an accelerator such as CmdOrCtrl+K"))),
    enabled: v.optional(v.boolean()),
    /** Given for an item that is on or off. */
    checked: v.optional(v.boolean()),
  }),
]);

const menu = v.pipe(v.array(v.strictObject({ label, items: v.pipe(v.array(menuItem), v.maxLength(60)) })), v.maxLength(12));

const nothing = v.undefined_();

/** Channel -> schema of its one argument. */
export const ARGUMENTS = {
  "app.info": nothing,
  "models.list": nothing,
  "file.save": saveRequest,
  "settings.read": nothing,
  "settings.write": settings,
  "menu.set": menu,
} as const;

export type Channel = keyof typeof ARGUMENTS;
export type Argument<C extends Channel> = v.InferOutput<(typeof ARGUMENTS)[C]>;

/** Channel -> what the shell answers. */
export interface Results {
  "app.info": HostInfo;
  "models.list": readonly ModelPlace[];
  "file.save": SavedFile | null;
  "settings.read": StoredSettings;
  "settings.write": null;
  "menu.set": null;
}

export type SaveRequest = v.InferOutput<typeof saveRequest>;
export type Settings = v.InferOutput<typeof settings>;
export type Menu = v.InferOutput<typeof menu>;
export type MenuItem = v.InferOutput<typeof menuItem>;

export interface HostInfo {
  readonly kind: "electron" | "browser";
  readonly version: string;
  /** "darwin", "win32", "linux", or "" where the host does not tell. */
  readonly platform: string;
  /** Component -> version, for the about text and for bug reports. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface ModelPlace {
  /** The folder's name. */
  readonly id: string;
  /** Folder of manifest.json, ending in "/"; relative to the page in the table, absolute once a Host gives it. */
  readonly base: string;
}

export interface SavedFile {
  /** File name without its folder. */
  readonly saved: string;
}

export interface StoredSettings {
  readonly values: Settings;
  /** A sentence when the stored settings could not be read and these are empty ones instead. */
  readonly problem: Localized | null;
}

/** What crosses the bridge back: errors as data, since classes do not survive the crossing. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport };

/** What the preload puts on the page's `window.heddle`. */
export interface Bridge {
  call<C extends Channel>(channel: C, argument: Argument<C>): Promise<Answer<Results[C]>>;
  /** Listens for native-menu actions; returns the way to stop. */
  onAction(listener: (id: string) => void): () => void;
}

/** True for a channel of the table. */
export function isChannel(word: unknown): word is Channel {
  return typeof word === "string" && Object.hasOwn(ARGUMENTS, word);
}

/** True for a value that JSON keeps as it is: no functions, no classes, no NaN, no cycles. */
function isJson(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth > 64) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every((item) => isJson(item, depth + 1));
}
