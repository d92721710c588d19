// What the shell promises on every host: isolation, a policy that keeps everything out, and a page without Node.

import { expect, test } from "./app.ts";

test("the page is cross-origin isolated, so that threads work", async ({ page }) => {
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => new SharedArrayBuffer(8).byteLength)).toBe(8);
});

test("the page reports no errors", async ({ page, problems }) => {
  await expect(page).toHaveTitle(/Heddle/);
  await page.waitForLoadState("networkidle");
  expect(problems).toEqual([]);
});

test("the page has no Node", async ({ page }) => {
  const words = ["require", "process", "module", "Buffer", "global", "__dirname"];
  expect(await page.evaluate((names) => names.filter((name) => name in globalThis), words)).toEqual([]);
});

test("nothing remote is reached, by policy", async ({ page }) => {
  const blocked = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    const image = new Image();
    image.src = "https://example.org/a.png";
    const script = document.createElement("script");
    script.src = "https://example.org/a.js";
    document.head.append(script);
    await fetch("https://example.org/").catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    script.remove();
    return seen.sort();
  });
  expect(blocked).toEqual(["connect-src", "img-src", "script-src-elem"]);
});

test("code from text does not run", async ({ page }) => {
  // In a timer of the page: what is evaluated directly comes from the debugger, which the policy does not bind.
  const outcome = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(String(Reflect.construct(Function, ["return 1"])()));
          } catch (thrown) {
            resolve((thrown as Error).name);
          }
        });
      }),
  );
  expect(outcome).toBe("EvalError");
});

test("files that are not there, or not for the page, are answered with 404", async ({ page }) => {
  const paths = [
    "nothing.js",
    "models/foundry/pyproject.toml",
    "models/foundry/__main__.py",
    "..%2f..%2fpackage.json",
    "%2e%2e/%2e%2e/package.json",
    "models/..%5c..%5cpackage.json",
    "models/%2e%2e/package.json",
    ".git/config",
    "models/",
    "assets/",
  ];
  const statuses = await page.evaluate(
    (all) => Promise.all(all.map(async (path) => (await fetch(new URL(path, document.baseURI))).status)),
    paths,
  );
  expect(statuses).toEqual(paths.map(() => 404));
});

test("scripts come as JavaScript, whatever the system thinks", async ({ page }) => {
  const type = await page.evaluate(async () => {
    const script = document.querySelector<HTMLScriptElement>("script[src]");
    return script && (await fetch(script.src)).headers.get("content-type");
  });
  expect(type).toBe("text/javascript; charset=utf-8");
});
