// Text to tokens and back, from a Hugging Face tokenizer.json of byte-level BPE. The library gives the ids; where each
// token stands in the text follows from its bytes, of which every byte of the text is in exactly one token.

import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { type HeddleError, localizedError } from "../error.ts";
import type { Localized } from "../text.ts";
import type { Token } from "../trace/trace.ts";
import { BYTE_SYMBOLS, characterStarts, symbolBytes } from "./bytes.ts";
import { byteLabel } from "./labels.ts";
import { wordIndices } from "./words.ts";

export interface Tokenizer {
  /**
   * The tokens of a text, the start token first where the model has one.
   *
   * The names of special tokens are special wherever they stand: typing `<mask>` gives the mask token, as in Python, so
   * that the same text is the same input everywhere. Such a token keeps its range in the text.
   */
  encode(text: string): Token[];
  /** The text of tokens; a start token at the front is left out. Bytes that are no character become U+FFFD. */
  decode(ids: readonly number[]): string;
  /** The label of one token of the vocabulary, as in `Token.label`. */
  label(id: number): string;
}

/** One entry of the vocabulary: its bytes in a text; `special` when it stands for no bytes of its own. */
interface Entry {
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly special: boolean;
}

const broken = (where: string, problem: Localized, cause?: unknown): HeddleError =>
  localizedError(
    "bad-tokenizer",
    {
      en: [`${where}: ${problem.en}.`, "Copy the tokenizer's file again from where the model came from."],
      zh: [`${where}：${problem.zh}。`, "请从模型的来源处重新复制分词器文件。"],
    },
    cause,
  );

/** The parts of tokenizer.json that are looked at here; the rest is the library's. */
interface TokenizerFile {
  readonly normalizer?: unknown;
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model?: { readonly type?: unknown; readonly vocab?: Readonly<Record<string, number>> };
  readonly decoder?: { readonly type?: unknown } | null;
}

/**
 * Reads a tokenizer.
 * @param json text of tokenizer.json
 * @param where the file's name, for errors
 * @param options.bos id of the start token; absent: none is added
 * @param options.vocabulary size of the model's vocabulary, which no id may reach
 * @throws HeddleError `bad-tokenizer`
 */
export function createTokenizer(
  json: string,
  where: string,
  options: { readonly bos?: number | undefined; readonly vocabulary?: number } = {},
): Tokenizer {
  const library = readLibrary(json, where);
  const file = JSON.parse(json) as TokenizerFile;
  const entries = readEntries(file, where, options.vocabulary);
  const { bos } = options;
  const start = bos === undefined ? undefined : entries.get(bos);
  if (bos !== undefined && !start)
    throw broken(where, { en: `the start token ${bos} is not in the vocabulary`, zh: `起始词元 ${bos} 不在词表中` });

  const label = (id: number): string => entries.get(id)?.label ?? `⟨${id}⟩`;

  return {
    label,
    encode(text) {
      const ids = library.encode(text, { add_special_tokens: false }).ids;
      const starts = characterStarts(text);
      const last = starts.length - 1;
      let byte = 0;
      const ranges = ids.map((id) => {
        const length = entries.get(id)?.bytes.length ?? 0;
        const from = starts[Math.min(byte, last)] ?? 0;
        byte += length;
        // The end of the character that holds the token's last byte.
        let after = Math.min(byte, last);
        while (after < last && after > 0 && starts[after] === starts[after - 1]) after++;
        return { start: from, end: starts[after] ?? 0 };
      });
      if (byte !== last)
        throw broken(where, {
          en: "its tokens do not cover the text, so it is not a byte-level tokenizer without normalizer",
          zh: "其词元没有覆盖全文，因此不是无规范化的字节级分词器",
        });
      const words = wordIndices(
        text,
        ids.map((id, i) => (entries.get(id)?.special ? null : (ranges[i] ?? null))),
      );
      const tokens = ids.map((id, i): Token => {
        const range = ranges[i] ?? { start: 0, end: 0 };
        return { id, text: text.slice(range.start, range.end), label: label(id), ...range, word: words[i] ?? -1 };
      });
      if (bos !== undefined) tokens.unshift({ id: bos, text: "", label: label(bos), start: 0, end: 0, word: -1 });
      return tokens;
    },
    decode(ids) {
      const kept = bos !== undefined && ids[0] === bos ? ids.slice(1) : ids;
      const parts = kept.map((id) => entries.get(id)?.bytes ?? new TextEncoder().encode("\uFFFD"));
      const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    },
  };
}

function readLibrary(json: string, where: string): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(JSON.parse(json) as object, {});
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw broken(where, { en: `it cannot be read as a tokenizer (${why})`, zh: `无法作为分词器读取（${why}）` }, cause);
  }
}

/** Every id with its bytes; checks that the file is of the kind whose tokens can be laid on the text. */
function readEntries(file: TokenizerFile, where: string, vocabulary: number | undefined): Map<number, Entry> {
  if (file.model?.type !== "BPE" || file.decoder?.type !== "ByteLevel")
    throw broken(where, { en: "it is not byte-level BPE, the one kind that Heddle reads", zh: "不是字节级 BPE，而 Heddle 只读取这一种" });
  if (file.normalizer)
    throw broken(where, {
      en: "it rewrites the text before splitting it, so tokens could not be found in the text again",
      zh: "它在切分之前改写文本，因此无法在原文中找回词元",
    });
  const entries = new Map<number, Entry>();
  const encoder = new TextEncoder();
  for (const { id, content } of file.added_tokens ?? []) entries.set(id, { bytes: encoder.encode(content), label: content, special: true });
  const vocab = file.model.vocab ?? {};
  for (const [symbols, id] of Object.entries(vocab)) {
    const taken = entries.get(id);
    if (taken?.special) continue;
    if (taken) throw broken(where, { en: `two entries have the number ${id}`, zh: `有两个条目的编号同为 ${id}` });
    const bytes = symbolBytes(symbols);
    if (!bytes) throw broken(where, { en: `entry ${id} is not made of bytes`, zh: `条目 ${id} 不是由字节组成的` });
    entries.set(id, { bytes, label: byteLabel(bytes), special: false });
  }
  const missing = BYTE_SYMBOLS.findIndex((symbol) => vocab[symbol] === undefined);
  if (missing >= 0)
    throw broken(where, {
      en: `it has no entry for the byte ${missing}, so some texts would lose characters`,
      zh: `没有字节 ${missing} 的条目，某些文本会丢失字符`,
    });
  if (vocabulary !== undefined)
    for (const id of entries.keys())
      if (!(Number.isInteger(id) && id >= 0 && id < vocabulary))
        throw broken(where, {
          en: `entry ${id} is outside the model's vocabulary of ${vocabulary}`,
          zh: `条目 ${id} 超出了模型大小为 ${vocabulary} 的词表`,
        });
  return entries;
}
