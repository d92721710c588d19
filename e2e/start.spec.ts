// `npm start -- --no-open` as a program: it prints the address, serves until it is stopped, and says why when it cannot.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";

interface Started {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  said(): string;
  readonly ended: Promise<number | null>;
}

function start(...options: string[]): Started {
  const child = spawn(process.execPath, [join(ROOT, "electron/dev/start.mjs"), "--no-open", ...options]);
  let text = "";
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  return { child, said: () => text, ended: new Promise((resolve) => child.on("exit", resolve)) };
}

test("it serves on the loopback address, refuses a port in use, and stops when told", async () => {
  const first = start();
  await expect.poll(first.said, { timeout: 30_000 }).toMatch(/Heddle is at http:\/\/127\.0\.0\.1:\d+\//);
  const address = /http:\S+/.exec(first.said())?.[0] ?? "";
  expect((await fetch(address)).headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(await (await fetch(`${address}models/index.json`)).json()).toHaveProperty("models");

  const second = start("--port", new URL(address).port);
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain("is in use");

  first.child.kill("SIGINT");
  expect(await first.ended).toBe(0);
});

test("an option that does not exist is refused with the list of those that do", async () => {
  const started = start("--prot", "80");
  expect(await started.ended).toBe(2);
  expect(started.said()).toContain("--port N");
});
