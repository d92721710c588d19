import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve, sep } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONTENT_SECURITY_POLICY } from "./headers.ts";
import { listModels } from "./listModels.ts";
import { mimeType } from "./mime.ts";
import { resolvePath } from "./resolvePath.ts";
import { answer } from "./site.ts";

let folder = "";
const folders = () => ({ renderer: join(folder, "renderer"), models: join(folder, "models") });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-site-"));
  const files = [
    "renderer/index.html",
    "renderer/assets/a.mjs",
    "models/tiny/manifest.json",
    "models/tiny/model.onnx",
    "models/alpha/manifest.json",
    "models/foundry/manifest.json",
    "models/bare/model.onnx",
    "secret.json",
  ];
  for (const file of files) {
    await mkdir(join(folder, file, ".."), { recursive: true });
    await writeFile(join(folder, file), file);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("addresses become files", () => {
  expect(resolvePath("/")).toEqual({ root: "renderer", segments: ["index.html"] });
  expect(resolvePath("/assets/a%20b.js")).toEqual({ root: "renderer", segments: ["assets", "a b.js"] });
  expect(resolvePath("/models/tiny/model.onnx")).toEqual({ root: "models", segments: ["tiny", "model.onnx"] });
  expect(resolvePath("/models/tokenizer/tokenizer.json")).toEqual({ root: "models", segments: ["tokenizer", "tokenizer.json"] });
});

test.each([
  "",
  "x",
  "//",
  "/a//b",
  "/../x",
  "/%2e%2e/x",
  "/a/..%2f..%2fx",
  "/a%5c..%5cx",
  "/C:/x",
  "/a%00.js",
  "/.git/config",
  "/a/.env",
  "/%",
  "/%ff",
  "/file.js::$DATA",
  "/models",
  "/models/",
  "/models/model.onnx",
  "/models/foundry/card.md",
  "/models/Foundry/x.json",
  "/models/tiny/weights.pt",
  "/models/tiny/train.py",
])("refused: %s", (path) => {
  expect(resolvePath(path)).toBeNull();
});

test("no address leaves its folder", () => {
  const bit = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "%2e%2e",
      "%2E.",
      "..%2f",
      "%5c..%5c",
      "/",
      "\\",
      "models",
      "foundry",
      "%00",
      "a.js",
      "C:",
      "%252e%252e",
      "…",
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 8 }), fc.constantFrom("", "/"), (bits, glue) => {
      const path = resolvePath(`/${bits.join(glue)}`);
      if (path === null) return;
      const root = resolve("/site", path.root);
      expect(resolve(root, ...path.segments).startsWith(root + sep)).toBe(true);
      expect(path.segments.every((segment) => !segment.includes("/") && !segment.includes("\\"))).toBe(true);
      expect(path.root === "models" && path.segments[0] === "foundry").toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("a file comes with its type, its length and the headers that isolate the page", async () => {
  const got = await answer(folders(), "GET", "/assets/a.mjs");
  expect(got.status).toBe(200);
  expect(got.body).toEqual({ file: join(folder, "renderer", "assets", "a.mjs") });
  expect(got.headers).toMatchObject({
    "Content-Type": "text/javascript; charset=utf-8",
    "Content-Length": "21",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
  });
});

test("what is not a file, or not to be had, says so", async () => {
  expect((await answer(folders(), "GET", "/assets")).status).toBe(404);
  expect((await answer(folders(), "GET", "/gone.js")).status).toBe(404);
  expect((await answer(folders(), "GET", "/../secret.json")).status).toBe(404);
  const posted = await answer(folders(), "POST", "/index.html");
  expect([posted.status, posted.headers["Allow"]]).toEqual([405, "GET, HEAD"]);
});

test("the policy names no remote origin and no eval of scripts", () => {
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|\*|'unsafe-eval'/);
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self' 'wasm-unsafe-eval';");
});

test("models are found by their manifests, sorted, and at once", async () => {
  const list = async () => JSON.parse(((await answer(folders(), "GET", "/models/index.json")).body as { text: string }).text).models;
  // The foundry is a folder of sources; even with a manifest beside them it is no model that a page may read.
  expect(await list()).toEqual([
    { id: "alpha", base: "models/alpha/" },
    { id: "tiny", base: "models/tiny/" },
  ]);
  await writeFile(join(folder, "models/bare/manifest.json"), "{}");
  expect((await listModels(folders().models)).map(({ id }) => id)).toEqual(["alpha", "bare", "tiny"]);
  await rm(join(folder, "models/bare/manifest.json"));
  expect(await listModels(join(folder, "none"))).toEqual([]);
});

test("types by extension", () => {
  expect(mimeType("a.WASM")).toBe("application/wasm");
  expect(mimeType("ort.jspi.mjs")).toBe("text/javascript; charset=utf-8");
  expect(mimeType("a.unknown")).toBe("application/octet-stream");
  expect(mimeType("constructor")).toBe("application/octet-stream");
});
