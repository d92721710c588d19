// Errors that reach a person: one sentence that says what is wrong and where, and one that says what to do. Where they
// are made knows the names and numbers in them, so both languages are written there and travel together.

import type { Language, Localized } from "./text.ts";

/** What went wrong, as a stable word that tests and views can branch on. */
export type ErrorCode =
  | "bad-manifest"
  | "bad-model-file"
  | "bad-tokenizer"
  | "bad-trace-file"
  | "bad-spec"
  | "cancelled"
  | "capture-missing"
  | "device-lost"
  | "empty-text"
  | "engine-failed"
  | "file-missing"
  | "knob-invalid"
  | "not-finite"
  | "not-supported"
  | "text-too-long"
  | "write-failed";

/** What is wrong, and what to do about it; the second is empty when there is nothing. */
export type ErrorSentences = readonly [message: string, remedy: string];

/** An error with a sentence for the person who sees it. Anything else that is thrown is a bug. */
export class HeddleError extends Error {
  override readonly name = "HeddleError";
  readonly code: ErrorCode;
  /** What the person can do about it, as a sentence; empty when there is nothing. */
  readonly remedy: string;
  /** The same in Chinese, where it is said. */
  readonly zh: ErrorSentences | null;

  constructor(code: ErrorCode, message: string, remedy = "", options: { cause?: unknown; zh?: ErrorSentences } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : {});
    this.code = code;
    this.remedy = remedy;
    this.zh = options.zh ?? null;
  }
}

/** An error in every language of the app. */
export function localizedError(code: ErrorCode, text: Readonly<Record<Language, ErrorSentences>>, cause?: unknown): HeddleError {
  const [message, remedy] = text.en;
  return new HeddleError(code, message, remedy, { zh: text.zh, ...(cause === undefined ? {} : { cause }) });
}

/** The plain data of an error, for crossing a worker or process boundary where classes are lost. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  /** The same in Chinese; absent where only English is there. */
  readonly zh?: ErrorSentences;
}

/** Turns anything thrown into a report; what is not a HeddleError becomes `engine-failed` with its own message. */
export function toReport(thrown: unknown): ErrorReport {
  if (thrown instanceof HeddleError) {
    const { code, message, remedy, zh } = thrown;
    return { code, message, remedy, ...(zh ? { zh } : {}) };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "engine-failed",
    message: `Something failed inside Heddle: ${message}.`,
    remedy: "Please report this with the text and model you used.",
    zh: [`Heddle 内部出错：${message}。`, "请连同所用的文本和模型一起报告此问题。"],
  };
}

/** The error that a report describes. */
export function fromReport(report: ErrorReport): HeddleError {
  return new HeddleError(report.code, report.message, report.remedy, report.zh ? { zh: report.zh } : {});
}

/** What is wrong and what to do about anything thrown, as one text in every language. */
export function sentencesOf(thrown: unknown): Localized {
  const report = toReport(thrown);
  const together = (language: Language): string => {
    const { message, remedy } = reportIn(report, language);
    return remedy === "" ? message : language === "zh" && report.zh ? message + remedy : `${message} ${remedy}`;
  };
  return { en: together("en"), zh: together("zh") };
}

/** The report with its sentences in a language, where it has them. */
export function reportIn(report: ErrorReport, language: Language): ErrorReport {
  if (language !== "zh" || !report.zh) return report;
  const [message, remedy] = report.zh;
  return { ...report, message, remedy };
}
