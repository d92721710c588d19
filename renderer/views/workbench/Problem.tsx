import { type ErrorReport, reportIn } from "../../../shared/error.ts";
import type { Language } from "../../../shared/text.ts";
import styles from "./workbench.module.css";

/** What is wrong and what to do, where it happened. */
export function Problem({ problem, language }: { readonly problem: ErrorReport; readonly language: Language }) {
  return (
    <p className={styles["problem"]} role="alert">
      {problemText(problem, language)}
    </p>
  );
}

/** The sentences of a report as one line. */
export function problemText(problem: ErrorReport, language: Language): string {
  const { message, remedy } = reportIn(problem, language);
  return language === "zh" ? `${message}${remedy}` : `${message} ${remedy}`;
}
