// One run: text -> tokens -> session -> Trace. Only the outputs that were asked for are computed and copied out.

import { localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { Token, Trace } from "../trace/trace.ts";
import { toCapture } from "./captures.ts";
import type { ForwardRequest, RunRequest, Session, SessionTensor } from "./contract.ts";
import { changedKnobs, makeFeeds } from "./feeds.ts";
import { checkFinite } from "./finite.ts";
import { type Queue, throwIfCancelled } from "./queue.ts";
import type { Tokenizer } from "./tokenizer.ts";

export interface RunParts {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly session: Session;
  readonly queue: Queue;
}

/** @throws HeddleError see `LoadedModel.run` */
export async function runModel(parts: RunParts, request: RunRequest, signal?: AbortSignal): Promise<Trace> {
  const { manifest, session, queue } = parts;
  throwIfCancelled(signal);
  const tokens = tokenizeWithin(manifest, parts.tokenizer, request.text);
  const entries = [...new Set(request.outputs)].map((name) => {
    const entry = manifest.captures.find(({ output }) => output === name);
    if (!entry)
      throw localizedError("capture-missing", {
        en: [`${manifest.title} has no capture "${name}".`, "Ask only for outputs that the model's manifest lists."],
        zh: [`${manifest.title} 没有名为“${name}”的捕获量。`, "请只索取模型清单中列出的输出。"],
      });
    return entry;
  });
  const feeds = makeFeeds(manifest, tokens, request.knobs);
  const { results, milliseconds } = await queue.add(async () => {
    const start = performance.now();
    // A session must be asked for something; with nothing wanted there is nothing to run.
    const results =
      entries.length === 0
        ? {}
        : await session.run(
            feeds,
            entries.map(({ output }) => output),
          );
    return { results, milliseconds: performance.now() - start };
  }, signal);
  const captures = entries.map((entry) => {
    const tensor = results[entry.output];
    if (!tensor)
      throw localizedError("engine-failed", {
        en: [`The engine did not give the output "${entry.output}".`, "Load the model again."],
        zh: [`引擎没有给出输出“${entry.output}”。`, "请重新加载模型。"],
      });
    return toCapture(entry, tensor, manifest, tokens.length);
  });
  checkFinite(captures, manifest, session.info.provider);
  return {
    manifest,
    text: request.text,
    tokens,
    knobs: changedKnobs(manifest, request.knobs),
    captures,
    engine: session.info,
    milliseconds,
  };
}

/** @throws HeddleError see `LoadedModel.forward` */
export async function forwardModel(
  { manifest, session, queue }: Omit<RunParts, "tokenizer">,
  request: ForwardRequest,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, SessionTensor>>> {
  throwIfCancelled(signal);
  const { context } = manifest.size;
  if (request.ids.length > context)
    throw localizedError("text-too-long", {
      en: [`${request.ids.length} tokens were given; ${manifest.title} reads at most ${context}.`, "Give fewer."],
      zh: [`给出了 ${request.ids.length} 个词元；${manifest.title} 最多读取 ${context} 个。`, "请减少词元。"],
    });
  const feeds = makeFeeds(
    manifest,
    request.ids.map((id) => ({ id })),
    request.knobs,
  );
  return queue.add(() => session.run(feeds, request.outputs), signal);
}

/** @throws HeddleError `empty-text` or `text-too-long` */
function tokenizeWithin(manifest: Manifest, tokenizer: Tokenizer, text: string): Token[] {
  if (text === "")
    throw localizedError("empty-text", {
      en: ["There is no text to run.", "Type at least one character."],
      zh: ["没有可运行的文本。", "请至少输入一个字符。"],
    });
  const tokens = tokenizer.encode(text);
  const { context } = manifest.size;
  const over = tokens.length - context;
  if (over > 0) {
    const [start, startZh] = manifest.tokenizer.bos === undefined ? ["", ""] : [", the start token included", "（含起始词元）"];
    throw localizedError("text-too-long", {
      en: [
        `The text has ${tokens.length} tokens${start}; ${manifest.title} reads at most ${context}. Nothing was cut off and nothing was run.`,
        `Shorten the text by ${over} ${over === 1 ? "token" : "tokens"}.`,
      ],
      zh: [
        `文本有 ${tokens.length} 个词元${startZh}；${manifest.title} 最多读取 ${context} 个。没有截断，也没有运行。`,
        `请将文本缩短 ${over} 个词元。`,
      ],
    });
  }
  return tokens;
}
