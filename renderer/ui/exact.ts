// A 32-bit number in the fewest digits that give exactly it again.

const MINUS = "\u2212";

/** All digits of a float32, and no more than its own. */
export function exactFloat32(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const single = Math.fround(value);
  if (Object.is(single, -0)) return `${MINUS}0`;
  // Nine significant digits tell any two float32 apart.
  for (let digits = 1; digits <= 9; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return Number(text).toString().replaceAll("-", MINUS);
  }
  return single.toString().replaceAll("-", MINUS);
}
