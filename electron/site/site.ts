// The app as a set of addresses: one function from a request to an answer, used by the app:// protocol and by the
// loopback server, so that both hosts give the same files under the same headers.

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { SITE_HEADERS } from "./headers.ts";
import { listModels } from "./listModels.ts";
import { mimeType } from "./mime.ts";
import { resolvePath } from "./resolvePath.ts";

/** Where the two kinds of files lie. */
export interface SiteFolders {
  /** The built page (out/renderer). */
  readonly renderer: string;
  /** The folder of model folders. */
  readonly models: string;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly file: string } | { readonly text: string };
}

/**
 * @param method HTTP method; only GET and HEAD are answered with a file (whoever sends a HEAD leaves the body out)
 * @param pathname path of the address, percent-encoded, without query
 */
export async function answer(folders: SiteFolders, method: string, pathname: string): Promise<SiteAnswer> {
  if (method !== "GET" && method !== "HEAD") return plain(405, "Only GET and HEAD are answered.", { Allow: "GET, HEAD" });
  if (pathname === "/models/index.json") return json({ models: await listModels(folders.models) });
  const path = resolvePath(pathname);
  if (path === null) return plain(404, "There is no such file.");
  const file = join(folders[path.root], ...path.segments);
  let size: number;
  try {
    const info = await stat(file);
    if (!info.isFile()) return plain(404, "There is no such file.");
    size = info.size;
  } catch {
    return plain(404, "There is no such file.");
  }
  return { status: 200, headers: { ...SITE_HEADERS, "Content-Type": mimeType(file), "Content-Length": String(size) }, body: { file } };
}

/** An answer in words, for everything that is not a file. */
export function plain(status: number, text: string, more: Readonly<Record<string, string>> = {}): SiteAnswer {
  return textAnswer(status, text, "text/plain; charset=utf-8", more);
}

function json(value: unknown): SiteAnswer {
  return textAnswer(200, JSON.stringify(value), "application/json; charset=utf-8", {});
}

function textAnswer(status: number, text: string, type: string, more: Readonly<Record<string, string>>): SiteAnswer {
  const length = String(Buffer.byteLength(text));
  return { status, headers: { ...SITE_HEADERS, ...more, "Content-Type": type, "Content-Length": length }, body: { text } };
}
