// Numbers as a person reads them, without a locale: the same in every host.

const MINUS = "\u2212";

/** A value with `digits` significant digits, no trailing zeros, a true minus sign; very small and large ones as 1.2e−5. */
export function formatValue(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "—";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) {
    const [mantissa = "", exponent = ""] = value.toExponential(digits - 1).split("e");
    return `${trim(mantissa)}e${exponent.replace("+", "")}`.replaceAll("-", MINUS);
  }
  const whole = Math.floor(Math.log10(size)) + 1;
  return trim(value.toFixed(Math.max(0, digits - Math.max(whole, 0) - (whole < 0 ? whole : 0)))).replaceAll("-", MINUS);
}

/** A share as a percentage with one decimal under ten. */
export function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent !== 0 && Math.abs(percent) < 10 ? percent.toFixed(1) : percent.toFixed(0)}%`.replace("-", MINUS);
}

function trim(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
