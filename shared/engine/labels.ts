// What to print for a token: white space, control characters and bytes that are no whole character are made visible.

const VISIBLE: Readonly<Record<string, string>> = { " ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍" };
const INVISIBLE = /[\p{C}\p{Z}]/u;
const COMBINING = /^\p{M}/u;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

function character(value: string): string {
  const known = VISIBLE[value];
  if (known !== undefined) return known;
  if (!INVISIBLE.test(value)) return value;
  return `⟨U+${hex(value.codePointAt(0) ?? 0, 4).toUpperCase()}⟩`;
}

/** How many bytes the UTF-8 character that `byte` begins should have; 0 when no character begins with it. */
function expectedLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}

/** The label of a token's bytes: whole characters as themselves, lone bytes as "⟨e4⟩". */
export function byteLabel(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let label = "";
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] ?? 0;
    const length = expectedLength(first);
    try {
      if (length === 0 || i + length > bytes.length) throw new RangeError();
      label += character(decoder.decode(bytes.subarray(i, i + length)));
      i += length;
    } catch {
      label += `⟨${hex(first, 2)}⟩`;
      i++;
    }
  }
  // A mark that combines would sit on the character before the label.
  return COMBINING.test(label) ? `◌${label}` : label;
}
