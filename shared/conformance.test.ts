// The house's first rule, held by a search: views and analyses ask for roles, never for an architecture. So no name of one
// may occur where they are written. The list is the folders of the foundry and the names the papers go by.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const ROOMS = ["renderer", "shared/analysis"];

/** Names that mean one architecture and nothing else; a word of the mechanism ("differential", "routing") is no such name. */
const PAPER_NAMES = [
  "dcformer",
  "dcmha",
  "diff(?:erential)? transformer",
  "dijiang",
  "mixture[- ]of[- ]modules",
  "mosaic-?bert",
  "pangu(?:-?(?:pi|π))?",
  "rwkv(?:-?\\d)?",
  "transformer\\+\\+",
];

/** A comment line that says which paper an equation is from may say its title. */
const CITATION = /^\s*(?:\/\/|\*).*\barXiv \d{4}\.\d{4,5}.*$/gm;

const architectures = readdirSync(join(ROOT, "models/foundry/architectures"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^[a-z0-9][a-z0-9-]*$/.test(entry.name))
  .map((entry) => entry.name);

/** Names of architectures in a text: paper names as words; ids, some of which are plain words, as a whole string or folder. */
function namesIn(text: string): string[] {
  const words = new RegExp(`(?<![\\p{L}\\d])(?:${PAPER_NAMES.join("|")})(?![\\p{L}\\d])`, "giu");
  const strings = new RegExp(`(?<=["'\`/])(?:${architectures.join("|")})(?=["'\`/])`, "g");
  const uncited = text.replace(CITATION, "");
  return [...uncited.matchAll(words), ...uncited.matchAll(strings)].map(([name]) => name);
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(ROOT, folder, name))
    .filter((path) => /\.(tsx?|css|html|json|md)$/.test(path) && !/\.test\.tsx?$/.test(path));
}

test("the search finds names and lets words of the mechanism pass", () => {
  expect(architectures).toEqual(expect.arrayContaining(["transformer", "diff"]));
  for (const text of [
    'if (id === "diff")',
    'import x from "../../models/diff/a.ts"',
    "as in DCFormer,",
    "PanGu-π",
    "RWKV-4",
    "the DIFF Transformer",
    "Mixture-of-Modules",
  ])
    expect(namesIn(text), text).not.toEqual([]);
  for (const text of [
    "// A₁ − λ A₂ (Differential Transformer, arXiv 2410.05258, eq. 1)",
    'role: "diff.lambda"',
    'from "./differential/draw.ts"',
    "wkv.weight",
    "the difference (diff)",
    "a transformer layer",
    "moment",
    '"diff-triptych"',
  ])
    expect(namesIn(text), text).toEqual([]);
});

test.each(ROOMS)("no architecture is named in %s", (room) => {
  const named = sources(room).flatMap((path) => namesIn(readFileSync(path, "utf8")).map((name) => `${relative(ROOT, path)}: ${name}`));
  expect(named).toEqual([]);
});

/** Where English alone will do: what the command line reads, which speaks English. */
const ENGLISH = ["shared/error.ts", "shared/trace/npy.ts", "shared/trace/npz.ts", "shared/trace/zip.ts"];

test.each(["renderer", "shared"])("an error that a person may see in %s is in both languages", (room) => {
  const english = sources(room).filter((path) => /new HeddleError\(/.test(readFileSync(path, "utf8")));
  expect(english.map((path) => relative(ROOT, path).replaceAll("\\", "/")).filter((path) => !ENGLISH.includes(path))).toEqual([]);
});
