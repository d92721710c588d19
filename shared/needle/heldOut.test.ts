// What a shipped model has never seen is said once, in the foundry; here it is held against the foundry's own files.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../sha256.ts";
import { CITIES, UNSEEN_CITIES } from "./cities.ts";
import { isUnseenNumber, NUMBERS, unseenNumbers } from "./numbers.ts";

const tasks = (file: string): string => readFileSync(`models/foundry/tasks/${file}`, "utf8");

test("the cities are the foundry's, and the unseen ones are those that it holds out", () => {
  expect(CITIES).toEqual(/CITIES = """([^"]*)"""/.exec(tasks("names.py"))?.[1]?.trim().split(/\s+/));
  expect(UNSEEN_CITIES).toEqual((JSON.parse(tasks("heldout.json")) as { cities: string[] }).cities);
});

test("sha256 is that of Node", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(Buffer.from(sha256(text)).toString("hex")).toBe(createHash("sha256").update(text).digest("hex"));
    }),
  );
  for (const length of [0, 55, 56, 63, 64, 119, 120])
    expect(Buffer.from(sha256("a".repeat(length))).toString("hex")).toBe(createHash("sha256").update("a".repeat(length)).digest("hex"));
});

test("unseen numbers follow the foundry's rule, in whole integers", () => {
  const rule = (number: number): boolean =>
    BigInt(`0x${createHash("sha256").update(`number:${number}`).digest("hex").slice(0, 16)}`) % 100n < 10n;
  expect(unseenNumbers()).toEqual(NUMBERS.filter((number) => rule(Number(number))));
  expect(unseenNumbers().length).toBeGreaterThan(800);
  expect(isUnseenNumber(Number(unseenNumbers()[0]))).toBe(true);
  expect(tasks("heldout.py")).toContain('return _percent("number", str(number)) < 10');
});
