// Sentences with named slots, as "The magic number of {key} is {value}.". Nothing in a template or in what is put into it has a
// meaning besides the slots: no regular expressions, no escapes, so that any text of a person's is safe.

import { type HeddleError, localizedError } from "../error.ts";

/** Literal text and slots in turn. */
export interface Template {
  readonly source: string;
  readonly parts: readonly ({ readonly text: string } | { readonly slot: string })[];
}

const wrong = (name: string, slots: string, en: string, zh: string): HeddleError =>
  localizedError("bad-spec", {
    en: [`${name}: ${en}.`, `Its slots are written ${slots}, each once.`],
    zh: [`${name}：${zh}。`, `槽位写作 ${slots}，各一次。`],
  });

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
    if (close < 0) throw wrong(name, wanted, "a { is not closed", "有一个 { 没有闭合");
    const slot = rest.slice(open + 1, close);
    if (!slots.includes(slot)) throw wrong(name, wanted, `there is no slot "{${slot.slice(0, 40)}}"`, `没有槽位“{${slot.slice(0, 40)}}”`);
    if (open > 0) parts.push({ text: rest.slice(0, open) });
    parts.push({ slot });
    rest = rest.slice(close + 1);
  }
  if (rest.includes("}")) throw wrong(name, wanted, "a } has no { before it", "有一个 } 之前没有 {");
  if (rest !== "") parts.push({ text: rest });
  for (const slot of slots) {
    const times = parts.filter((part) => "slot" in part && part.slot === slot).length;
    if (times !== 1)
      throw wrong(
        name,
        wanted,
        `{${slot}} must stand in it once and stands in it ${times} times`,
        `{${slot}} 应出现一次，却出现 ${times} 次`,
      );
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
