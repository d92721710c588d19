// Byte-level BPE writes each byte of UTF-8 as one printable character. This is the table both ways, and the way from
// bytes back to places in a JavaScript string.

/** Bytes that stand for themselves: printable Latin-1 without space and soft hyphen (the GPT-2 table). */
const isPlain = (byte: number): boolean => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

/** Symbol of each byte; the others take the code points from U+0100 on, in order. */
export const BYTE_SYMBOLS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPlain(byte) ? byte : next++));
})();

const SYMBOL_BYTES: ReadonlyMap<string, number> = new Map(BYTE_SYMBOLS.map((symbol, byte) => [symbol, byte]));

/** The bytes of a vocabulary entry, or null when it holds a character that stands for no byte. */
export function symbolBytes(entry: string): Uint8Array | null {
  const bytes = new Uint8Array(entry.length);
  for (let i = 0; i < entry.length; i++) {
    const byte = SYMBOL_BYTES.get(entry.charAt(i));
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return bytes;
}

/**
 * For each byte of the UTF-8 form of `text`, where its character starts in UTF-16 units; one more entry holds the end.
 * A lone surrogate counts as the three bytes of U+FFFD, which is what TextEncoder writes for it.
 */
export function characterStarts(text: string): Uint32Array {
  const starts: number[] = [];
  let unit = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let i = 0; i < bytes; i++) starts.push(unit);
    unit += character.length;
  }
  starts.push(unit);
  return Uint32Array.from(starts);
}
