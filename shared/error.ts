// Errors that reach a person: one sentence that says what is wrong and where, and one that says what to do.

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

/** An error with a sentence for the person who sees it. Anything else that is thrown is a bug. */
export class HeddleError extends Error {
  override readonly name = "HeddleError";
  readonly code: ErrorCode;
  /** What the person can do about it, as a sentence; empty when there is nothing. */
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy = "", options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** The plain data of an error, for crossing a worker or process boundary where classes are lost. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** Turns anything thrown into a report; what is not a HeddleError becomes `engine-failed` with its own message. */
export function toReport(thrown: unknown): ErrorReport {
  if (thrown instanceof HeddleError) return { code: thrown.code, message: thrown.message, remedy: thrown.remedy };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "engine-failed",
    message: `Something failed inside Heddle: ${message}.`,
    remedy: "Please report this with the text and model you used.",
  };
}

/** The error that a report describes. */
export function fromReport(report: ErrorReport): HeddleError {
  return new HeddleError(report.code, report.message, report.remedy);
}
