// A result as the text of its file.

import type { NeedleResult } from "./result.ts";

/** One cell a line, so that two results can be compared line by line. */
export function resultText(result: NeedleResult): string {
  const { cells, ablations, ...head } = result;
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${[...fields, `"cells": ${list(cells)}`, `"ablations": ${list(ablations)}`].join(",\n")}\n}\n`;
}
