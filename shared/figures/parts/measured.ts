// What figures of measured heads share: which map is measured, and the marks in words.

import { localizedError } from "../../error.ts";
import type { Spans } from "../../measures/context.ts";
import { measuredMaps } from "../../measures/measure.ts";
import { tokenNumber } from "../../selection/headName.ts";
import type { Language, Localized } from "../../text.ts";
import { isRole } from "../../trace/vocabulary.ts";
import type { ChosenMap } from "./describe.ts";
import type { MapSetting } from "./settings.ts";

/**
 * The map that heads are measured on: the one asked for, or the first that there is.
 * @throws HeddleError `capture-missing`
 */
export function measuredMapOf(captures: Parameters<typeof measuredMaps>[0], asked: MapSetting): ChosenMap {
  const choices = measuredMaps(captures);
  const chosen =
    asked === null
      ? choices[0]
      : choices.find(({ role, branch }) => role === asked.role && (asked.branch === undefined || branch === asked.branch));
  if (!chosen || !isRole(chosen.role)) {
    const list = choices.map(({ role, branch }) => (branch === undefined ? role : `${role}/${branch}`));
    throw localizedError("capture-missing", {
      en: [
        `Heads cannot be measured on ${asked?.role ?? "what this trace holds"}.`,
        `They are measured on ${list.join(", ") || "maps of attention"}.`,
      ],
      zh: [`不能在${asked ? ` ${asked.role} ` : "此轨迹所含内容"}上度量各头。`, `可用：${list.join("、") || "注意力图"}。`],
    });
  }
  return { role: chosen.role, ...(chosen.branch === undefined ? {} : { branch: chosen.branch }) };
}

const MARK_NAMES = {
  answer: { en: "answer", zh: "答案" },
  query: { en: "query", zh: "提问" },
  noise: { en: "noise", zh: "噪声" },
} as const satisfies Record<Spans[number]["kind"], Localized>;

/** "Marked: answer tokens 3–5; query tokens 9–12." */
export function marksSentence(spans: Spans, language: Language): string[] {
  if (spans.length === 0) return [];
  const run = ({ start, end }: Spans[number]): string =>
    end - start > 1 ? `${tokenNumber(start)}–${tokenNumber(end - 1)}` : tokenNumber(start);
  const marks = spans.map((span) =>
    language === "zh" ? `${MARK_NAMES[span.kind].zh}为词元 ${run(span)}` : `${MARK_NAMES[span.kind].en} tokens ${run(span)}`,
  );
  return [language === "zh" ? `标记：${marks.join("；")}。` : `Marked: ${marks.join("; ")}.`];
}
