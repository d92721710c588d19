// From a model's folder to a model that can be run: manifest, tokenizer, graph, each checked before it is used.

import { localizedError } from "../error.ts";
import { knownAs } from "../manifest/knownAs.ts";
import { parseManifest } from "../manifest/parse.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { Localized } from "../text.ts";
import { readTrace } from "../trace/npz.ts";
import type { LoadedModel, LoadProgress, ModelFiles, Runtime, Session } from "./contract.ts";
import { type Queue, throwIfCancelled, untilCancelled } from "./queue.ts";
import { forwardModel, runModel } from "./run.ts";
import { createTokenizer } from "./tokenizer.ts";

export interface LoadOptions {
  /** Name by which the host knows the model: its folder's. Absent: the manifest's own id. */
  readonly id?: string | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads a model.
 * @param queue the queue of the runtime: creating and running must not overlap
 * @throws HeddleError `file-missing`, `bad-manifest`, `bad-tokenizer`, `bad-model-file`, `cancelled`
 */
export async function loadModel(files: ModelFiles, runtime: Runtime, queue: Queue, options: LoadOptions = {}): Promise<LoadedModel> {
  const { onProgress, signal } = options;
  const own = await readManifest(files, signal);
  const manifest = options.id === undefined ? own : knownAs(own, options.id);
  const total = manifest.tokenizer.bytes + manifest.graph.bytes;
  let stage: LoadProgress["stage"] = "reading";
  let done = 0;
  const report = (loaded: number): void => onProgress?.({ stage, loaded: Math.min(done + loaded, total), total });

  const readChecked = async (entry: { file: string; bytes: number; sha256: string }): Promise<Uint8Array> => {
    stage = "reading";
    report(0);
    const bytes = await untilCancelled(files.read(entry.file, report, signal), signal);
    stage = "checking";
    report(entry.bytes);
    await untilCancelled(check(files, entry, bytes), signal);
    done += entry.bytes;
    return bytes;
  };

  const tokenizerJson = text(await readChecked(manifest.tokenizer), manifest.tokenizer.file);
  const tokenizer = createTokenizer(tokenizerJson, manifest.tokenizer.file, {
    bos: manifest.tokenizer.bos,
    vocabulary: manifest.size.vocabulary,
  });
  const graph = await readChecked(manifest.graph);
  stage = "preparing";
  report(0);
  const session = await createSession(runtime, queue, graph, manifest, signal);
  return {
    manifest,
    tokenizer,
    tokenizerJson,
    get info() {
      return session.info;
    },
    run: (request, runSignal) => runModel({ manifest, tokenizer, session, queue }, request, runSignal),
    forward: (request, runSignal) => forwardModel({ manifest, session, queue }, request, runSignal),
    async stored(storedSignal) {
      const { probe } = manifest;
      if (!probe) return null;
      const bytes = await untilCancelled(
        files.read(probe.file, () => {}, storedSignal),
        storedSignal,
      );
      await untilCancelled(check(files, probe, bytes), storedSignal);
      return readTrace(bytes, { manifest, tokenizer });
    },
    dispose: () => queue.add(() => session.dispose()),
  };
}

async function readManifest(files: ModelFiles, signal: AbortSignal | undefined): Promise<Manifest> {
  throwIfCancelled(signal);
  const bytes = await untilCancelled(
    files.read("manifest.json", () => {}, signal),
    signal,
  );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw localizedError(
      "bad-manifest",
      {
        en: ["manifest.json is not JSON.", "Export the model again, or correct the manifest by hand."],
        zh: ["manifest.json 不是 JSON。", "请重新导出模型，或手动改正清单。"],
      },
      cause,
    );
  }
  return parseManifest(json, "manifest.json");
}

function text(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw localizedError(
      "bad-tokenizer",
      {
        en: [`${where}: it is not text.`, "Copy the tokenizer's file again from where the model came from."],
        zh: [`${where} 不是文本。`, "请从模型的来源处重新复制分词器文件。"],
      },
      cause,
    );
  }
}

/** Holds a file against what the manifest says of it. */
async function check(files: ModelFiles, entry: { file: string; bytes: number; sha256: string }, bytes: Uint8Array): Promise<void> {
  const count = (value: number): string => value.toLocaleString("en-US");
  if (bytes.length !== entry.bytes) {
    const [how, howZh] = bytes.length < entry.bytes ? ["is incomplete", "不完整"] : ["is too long", "过长"];
    throw localizedError("bad-model-file", {
      en: [
        `${entry.file} ${how}: it has ${count(bytes.length)} bytes and the manifest says ${count(entry.bytes)}.`,
        "Copy the model's folder again.",
      ],
      zh: [
        `${entry.file} ${howZh}：它有 ${count(bytes.length)} 字节，而清单写的是 ${count(entry.bytes)} 字节。`,
        "请重新复制该模型的文件夹。",
      ],
    });
  }
  const sha256 = await files.digest(bytes);
  if (sha256 !== entry.sha256)
    throw localizedError("bad-model-file", {
      en: [
        `${entry.file} is not the file that the manifest describes: its sha256 is ${sha256.slice(0, 12)}… and the manifest says ${entry.sha256.slice(0, 12)}….`,
        "Copy the model's folder again; if you changed the file yourself, export the model again.",
      ],
      zh: [
        `${entry.file} 不是清单所描述的文件：其 sha256 为 ${sha256.slice(0, 12)}…，而清单写的是 ${entry.sha256.slice(0, 12)}…。`,
        "请重新复制该模型的文件夹；如果是您自己改动了文件，请重新导出模型。",
      ],
    });
}

/** Makes the session, and makes sure that the graph has all that the manifest speaks of. */
async function createSession(
  runtime: Runtime,
  queue: Queue,
  graph: Uint8Array,
  manifest: Manifest,
  signal: AbortSignal | undefined,
): Promise<Session> {
  // Not cancelled by the queue: a session that is ready too late must still be freed.
  throwIfCancelled(signal);
  const creating = queue.add(() => runtime.create(graph, manifest.graph.file));
  const release = (session: Session): Promise<void> => queue.add(() => session.dispose());
  let session: Session;
  try {
    session = await untilCancelled(creating, signal);
  } catch (error) {
    creating.then(release).catch(() => {});
    throw error;
  }
  const problem = mismatch(manifest, session);
  if (problem === null) return session;
  await release(session);
  throw localizedError("bad-model-file", {
    en: [`${manifest.graph.file} does not fit its manifest: ${problem.en}.`, "Export the model again, so that both are written together."],
    zh: [`${manifest.graph.file} 与其清单不符：${problem.zh}。`, "请重新导出模型，使二者同时写出。"],
  });
}

function mismatch(manifest: Manifest, session: Session): Localized | null {
  const fed = [manifest.input, ...manifest.knobs.map(({ input }) => input)];
  const input = fed.find((name) => !session.inputs.includes(name));
  if (input !== undefined) return { en: `the graph has no input "${input}"`, zh: `计算图没有输入“${input}”` };
  const unfed = session.inputs.find((name) => !fed.includes(name));
  if (unfed !== undefined)
    return { en: `the manifest says nothing about the graph's input "${unfed}"`, zh: `清单没有提到计算图的输入“${unfed}”` };
  const output = manifest.captures.find((capture) => !session.outputs.includes(capture.output));
  return output ? { en: `the graph has no output "${output.output}"`, zh: `计算图没有输出“${output.output}”` } : null;
}
