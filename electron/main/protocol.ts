// The app:// scheme: the page and the models, with the headers of the site. Never file://.

import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { answer, plain, type SiteFolders } from "../site/site.ts";
import { isOwnPage } from "./links.ts";

export const SCHEME = {
  scheme: "app",
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
} as const;

/** Answers one request of the page. */
export async function handleAppRequest(folders: SiteFolders, request: Request): Promise<Response> {
  const result = isOwnPage(request.url)
    ? await answer(folders, request.method, new URL(request.url).pathname)
    : plain(404, "There is no such host.");
  const headers = { ...result.headers };
  if (request.method === "HEAD") return new Response(null, { status: result.status, headers });
  if ("text" in result.body) return new Response(result.body.text, { status: result.status, headers });
  return new Response(Readable.toWeb(createReadStream(result.body.file)) as ReadableStream<Uint8Array>, { status: result.status, headers });
}
