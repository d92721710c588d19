// Sentences with named slots, as "The magic number of {key} is {value}.". Nothing in a template or in what is put into it has a
// meaning besides the slots: no regular expressions, no escapes, so that any text of a person's is safe.

import { HeddleError } from "../error.ts";

/** Literal text and slots in turn. */
export interface Template {
  readonly source: string;
  readonly parts: readonly ({ readonly text: string } | { readonly slot: string })[];
}

const wrong = (name: string, problem: string, remedy: string): HeddleError => new HeddleError("bad-spec", `${name}: ${problem}.`, remedy);

/**
 * Reads a template.
 * @param name what the template is called, for errors
 * @param slots the slots that it must have, each once, and no others
 * @throws HeddleError `bad-spec`
 */
export function parseTemplate(name: string, source: string, slots: readonly string[]): Template {
  const wanted = slots.map((slot) => `{${slot}}`).join(" and ");
  const parts: ({ text: string } | { slot: string })[] = [];
  let rest = source;
  for (let open = rest.indexOf("{"); open >= 0; open = rest.indexOf("{")) {
    const close = rest.indexOf("}", open);
    if (close < 0) throw wrong(name, "a { is not closed", `Its slots are written ${wanted}.`);
    const slot = rest.slice(open + 1, close);
    if (!slots.includes(slot)) throw wrong(name, `there is no slot "{${slot.slice(0, 40)}}"`, `Its slots are written ${wanted}.`);
    if (open > 0) parts.push({ text: rest.slice(0, open) });
    parts.push({ slot });
    rest = rest.slice(close + 1);
  }
  if (rest.includes("}")) throw wrong(name, "a } has no { before it", `Its slots are written ${wanted}.`);
  if (rest !== "") parts.push({ text: rest });
  for (const slot of slots) {
    const times = parts.filter((part) => "slot" in part && part.slot === slot).length;
    if (times !== 1) throw wrong(name, `{${slot}} must stand in it once and stands in it ${times} times`, `Write ${wanted}, each once.`);
  }
  return { source, parts };
}

/** The template with every slot filled. */
export function fillTemplate({ parts }: Template, values: Readonly<Record<string, string>>): string {
  return parts.map((part) => ("text" in part ? part.text : (values[part.slot] ?? ""))).join("");
}

/** What stands before and after one slot, the other slots filled. */
export function around(template: Template, slot: string, values: Readonly<Record<string, string>>): { before: string; after: string } {
  const at = template.parts.findIndex((part) => "slot" in part && part.slot === slot);
  const cut = (parts: Template["parts"]): string => fillTemplate({ source: "", parts }, values);
  return { before: cut(template.parts.slice(0, at)), after: cut(template.parts.slice(at + 1)) };
}
