// Errors as sentences in the chosen language: those a person meets every day have words of the window's own, the others
// bring theirs along.

import { useStore } from "zustand";
import { useShallow } from "zustand/shallow";
import { type ErrorReport, reportIn } from "../../../shared/error.ts";
import { slotsStore } from "../../state/slots.ts";
import { useLanguage, useText } from "./useText.ts";

/** Why the present text or model of a slot cannot be shown; null when it can. */
export function useProblem(index: number): ErrorReport | null {
  const text = useText();
  const language = useLanguage();
  const { problem, failure, count, limit } = useStore(
    slotsStore,
    useShallow((state) => {
      const slot = state.slots[index];
      const ready = slot?.load.state === "ready" ? slot.load : null;
      return {
        problem: slot?.problem ?? null,
        failure: slot?.load.state === "failed" ? slot.load.error : null,
        count: slot?.tokens.length ?? 0,
        limit: ready?.manifest.size.context ?? 0,
      };
    }),
  );
  if (failure) return reportIn(failure, language);
  if (!problem) return null;
  if (problem.code === "text-too-long")
    return { code: problem.code, message: text.errors.tooLong(count, limit), remedy: text.errors.tooLongRemedy };
  if (problem.code === "empty-text") return { code: problem.code, message: text.errors.emptyText, remedy: text.errors.emptyTextRemedy };
  return reportIn(problem, language);
}
