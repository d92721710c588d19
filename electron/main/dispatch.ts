// The one door from the page into the shell: who calls, on which channel, with what. Past it nothing is checked again.

import * as v from "valibot";
import { type ErrorReport, HeddleError, toReport } from "../../shared/error.ts";
import { type Answer, ARGUMENTS, type Argument, type Channel, isChannel, type Results } from "../../shared/ipc.ts";

/** The shell's side of the table; a channel that is forgotten does not compile. */
export type Handlers = { readonly [C in Channel]: (argument: Argument<C>) => Promise<Results[C]> };

const PAGE_ORIGIN = "app://heddle";

/** Who sent a call, as far as the door cares. */
export interface Sender {
  /** Origin of the frame that called; null when the frame is already gone. */
  readonly origin: string | null;
  /** Whether it is the top frame of the window. */
  readonly top: boolean;
}

export async function dispatch(handlers: Handlers, sender: Sender, channel: unknown, argument: unknown): Promise<Answer<unknown>> {
  if (sender.origin !== PAGE_ORIGIN || !sender.top) return refusal("A page that is not Heddle called the shell.");
  if (!isChannel(channel)) return refusal(`The shell has no channel "${String(channel)}".`);
  return run(handlers, channel, argument);
}

async function run<C extends Channel>(handlers: Handlers, channel: C, argument: unknown): Promise<Answer<Results[C]>> {
  const parsed = v.safeParse(ARGUMENTS[channel], argument);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return refusal(`${channel}: ${v.getDotPath(issue) ?? "its argument"}: ${issue.message}.`);
  }
  try {
    return { ok: true, value: await handlers[channel](parsed.output as Argument<C>) };
  } catch (thrown) {
    return { ok: false, error: fileReport(thrown) };
  }
}

function refusal(message: string): { ok: false; error: ErrorReport } {
  return { ok: false, error: toReport(new HeddleError("not-supported", message)) };
}

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full.",
  EACCES: "You may not write there.",
  EPERM: "You may not write there.",
  EROFS: "The place is read-only.",
  ENOENT: "The folder is not there any more.",
};

/** System errors of files in words; everything else as it is. */
function fileReport(thrown: unknown): ErrorReport {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const sentence = code === undefined ? undefined : FILE_PROBLEMS[code];
  return toReport(sentence === undefined ? thrown : new HeddleError("write-failed", sentence, "Choose another place.", { cause: thrown }));
}
