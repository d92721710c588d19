// The browser host's server: the built page and the models on 127.0.0.1, for this machine only.

import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { answer, plain, type SiteAnswer, type SiteFolders } from "../site/site.ts";
import { isOwnHost } from "./isOwnHost.ts";

export interface ServeOptions extends SiteFolders {
  /** 0 takes a free one. */
  readonly port: number;
}

export interface RunningServer {
  /** Where the page is, ending in "/". */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws the system's error when the port cannot be had (`code` EADDRINUSE, EACCES) */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    void respond(server, options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${portOf(server)}/`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(server: Server, folders: SiteFolders, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let result: SiteAnswer;
  try {
    result = isOwnHost(request.headers.host, portOf(server))
      ? await answer(folders, request.method ?? "", (request.url ?? "").split(/[?#]/, 1)[0] ?? "")
      : plain(403, "This server answers only to its own address.");
  } catch (cause) {
    result = plain(500, `The file could not be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  response.writeHead(result.status, result.headers);
  if (request.method === "HEAD") response.end();
  else if ("text" in result.body) response.end(result.body.text);
  else {
    // A reader that goes away in the middle (cancelled load, closed tab) is no fault of anybody.
    await pipeline(createReadStream(result.body.file), response).catch(() => response.destroy());
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}
