// The one door from the page into the shell: who calls, on which channel, with what. Past it nothing is checked again.

import * as v from "valibot";
import { type ErrorReport, localizedError, toReport } from "../../shared/error.ts";
import { type Answer, ARGUMENTS, type Argument, type Channel, isChannel, type Results } from "../../shared/ipc.ts";
import type { Localized } from "../../shared/text.ts";

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
  if (sender.origin !== PAGE_ORIGIN || !sender.top)
    return refusal({ en: "A page that is not Heddle called the shell", zh: "外壳被非 Heddle 的页面调用" });
  if (!isChannel(channel)) return refusal({ en: `The shell has no channel "${String(channel)}"`, zh: `外壳没有通道“${String(channel)}”` });
  return run(handlers, channel, argument);
}

async function run<C extends Channel>(handlers: Handlers, channel: C, argument: unknown): Promise<Answer<Results[C]>> {
  const parsed = v.safeParse(ARGUMENTS[channel], argument);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const path = v.getDotPath(issue);
    return refusal({
      en: `${channel}: ${path ?? "its argument"}: ${issue.message}`,
      zh: `${channel}：${path ?? "参数"} 有误（${issue.message}）`,
    });
  }
  try {
    return { ok: true, value: await handlers[channel](parsed.output as Argument<C>) };
  } catch (thrown) {
    return { ok: false, error: toReport(WRITES.has(channel) ? inWords(thrown) : thrown) };
  }
}

/** A call that no page of this version makes. */
function refusal({ en, zh }: Localized): { ok: false; error: ErrorReport } {
  const remedy = { en: "Restart Heddle; if that does not help, install it again.", zh: "请重启 Heddle；若仍不行，请重新安装。" };
  return { ok: false, error: toReport(localizedError("not-supported", { en: [`${en}.`, remedy.en], zh: [`${zh}。`, remedy.zh] })) };
}

/** Channels that write a file: the system's errors mean something else where one is read. */
const WRITES: ReadonlySet<Channel> = new Set(["file.save", "settings.write"]);

const FILE_PROBLEMS: Readonly<Record<string, Localized>> = {
  ENOSPC: { en: "The disk is full.", zh: "磁盘已满。" },
  EACCES: { en: "You may not write there.", zh: "没有写入该处的权限。" },
  EPERM: { en: "You may not write there.", zh: "没有写入该处的权限。" },
  EROFS: { en: "The place is read-only.", zh: "该处为只读。" },
  ENOENT: { en: "The folder is not there any more.", zh: "该文件夹已不存在。" },
};

/** System errors of writing in words; everything else as it is. */
function inWords(thrown: unknown): unknown {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const problem = code === undefined ? undefined : FILE_PROBLEMS[code];
  if (!problem) return thrown;
  return localizedError("write-failed", { en: [problem.en, "Choose another place."], zh: [problem.zh, "请选择其他位置。"] }, thrown);
}
