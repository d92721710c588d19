import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, serve } from "./index.ts";
import { isOwnHost } from "./isOwnHost.ts";

let folder = "";
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-serve-"));
  for (const name of ["renderer", "models"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "renderer", "index.html"), "<title>page</title>");
  await writeFile(join(folder, "secret.json"), "{}");
  server = await serve({ port: 0, renderer: join(folder, "renderer"), models: join(folder, "models") });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A request as written: fetch would tidy the path and forbid the Host header. */
function raw(path: string, options: { method?: string; host?: string } = {}): Promise<{ status: number; body: string }> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path, method: options.method ?? "GET", ...(options.host ? { headers: { Host: options.host } } : {}) },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

test("serves the page on the loopback address only", async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await raw("/")).toEqual({ status: 200, body: "<title>page</title>" });
  expect(await raw("/index.html?x=1")).toMatchObject({ status: 200 });
  expect(await raw("/", { method: "HEAD" })).toEqual({ status: 200, body: "" });
});

test("refuses other methods, other names and other folders", async () => {
  expect(await raw("/", { method: "POST" })).toMatchObject({ status: 405 });
  expect(await raw("/", { host: "evil.example" })).toMatchObject({ status: 403 });
  expect(await raw("/", { host: "evil.example:80" })).toMatchObject({ status: 403 });
  for (const path of ["/../secret.json", "/%2e%2e/secret.json", "//secret.json", "http://127.0.0.1/../secret.json", "*"])
    expect(await raw(path)).toMatchObject({ status: 404 });
});

test("a port in use is an error, not another port", async () => {
  const port = Number(new URL(server.url).port);
  await expect(serve({ port, renderer: folder, models: folder })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("own names", () => {
  expect(isOwnHost("127.0.0.1:5000", 5000)).toBe(true);
  expect(isOwnHost("LocalHost:5000", 5000)).toBe(true);
  expect(isOwnHost("localhost", 80)).toBe(true);
  for (const header of [
    undefined,
    "",
    "localhost",
    "localhost:5001",
    "localhost.evil.example:5000",
    "evil.example:5000",
    "127.0.0.1:5000:5000",
  ])
    expect(isOwnHost(header, 5000)).toBe(false);
});
