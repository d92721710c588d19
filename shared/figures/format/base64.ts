// Base64 (RFC 4648), which the language itself does not have everywhere yet.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const missing = Math.max(0, i + 3 - bytes.length);
    const word = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(word >> shift) & 63]);
    parts.push(digits.slice(0, 4 - missing).join("") + "=".repeat(missing));
  }
  return parts.join("");
}
