// Is every number a number? Runs over all that is fetched, so it is written to be fast.

/**
 * Index of the first NaN or infinity, or -1.
 *
 * x - x is 0 for every finite x and NaN otherwise, so a sum of them tells about many values at once, without a branch
 * for each. Four sums let the processor work on four values at a time.
 */
export function firstNotFinite(data: Float32Array): number {
  const whole = data.length - (data.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < whole; i += 4) {
    const x = data[i] as number;
    const y = data[i + 1] as number;
    const z = data[i + 2] as number;
    const w = data[i + 3] as number;
    a += x - x;
    b += y - y;
    c += z - z;
    d += w - w;
  }
  for (let i = whole; i < data.length; i++) {
    const x = data[i] as number;
    a += x - x;
  }
  return a + b + c + d === 0 ? -1 : data.findIndex((value) => !Number.isFinite(value));
}
