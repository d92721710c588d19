// How numbers are printed where a person reads them off a map: enough digits to check a sum by hand.

/** Printed where there is no value: a masked pair. */
export const NO_VALUE = "–";

/** Six decimals from 0.001 on, else five digits and a power of ten; the minus sign is a minus sign. */
export function exact(value: number): string {
  if (Number.isNaN(value)) return NO_VALUE;
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  return (size >= 1e-3 ? value.toFixed(6) : value.toExponential(4)).replaceAll("-", "−");
}

/** The number that `exact` printed; NaN for anything else. */
export function parseExact(text: string): number {
  const plain = text.trim().replaceAll("−", "-");
  return plain === "" ? Number.NaN : Number(plain);
}
