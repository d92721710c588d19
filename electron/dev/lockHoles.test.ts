import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockHoles } from "./lockHoles.mjs";
import { ROOT } from "./project.mjs";

test("a missing optional package is found, a nested one is seen", () => {
  const packages = {
    "": { optionalDependencies: { there: "1" } },
    "node_modules/there": { optionalDependencies: { nested: "1", above: "1", gone: "1" } },
    "node_modules/there/node_modules/nested": {},
    "node_modules/above": {},
  };
  expect(lockHoles(packages)).toEqual(["node_modules/there -> gone"]);
});

test("the lock file of this project has no holes", () => {
  expect(lockHoles(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages)).toEqual([]);
});

test("every dependency has one exact version", () => {
  const { devDependencies, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(
    Object.entries<string>({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
  ).toEqual([]);
});
