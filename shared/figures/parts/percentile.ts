// Percentiles of how large values are, exactly and in time that grows with their number alone: the bits of a float32
// without its sign are ordered as its magnitude is, so counting by the upper and then by the lower half of the bits finds
// the value of any rank.

const MAGNITUDE = 0x7fffffff;
/** Bits of infinity: what is above is NaN. */
const INFINITE = 0x7f800000;
const HALF = 1 << 16;

/** The bin that holds the value of rank `rank` (from 1), and how many values are in bins before it. */
function find(counts: Uint32Array, rank: number): { bin: number; before: number } {
  let before = 0;
  let bin = 0;
  while (bin < counts.length - 1 && before + (counts[bin] ?? 0) < rank) before += counts[bin++] ?? 0;
  return { bin, before };
}

/**
 * The least magnitude that at least `share` of all values do not exceed (nearest rank: no value is made up between two).
 * @param arrays values; NaN stands for what is masked and is not counted
 * @param share in (0, 1]
 * @returns 0 where there are no values
 */
export function percentileOfMagnitudes(arrays: Iterable<Float32Array>, share: number): number {
  const all = Array.from(arrays, (array) => new Int32Array(array.buffer, array.byteOffset, array.length));
  const upper = new Uint32Array(HALF);
  let count = 0;
  for (const bits of all)
    for (let i = 0; i < bits.length; i++) {
      const magnitude = (bits[i] as number) & MAGNITUDE;
      if (magnitude > INFINITE) continue;
      upper[magnitude >>> 16] = (upper[magnitude >>> 16] as number) + 1;
      count++;
    }
  if (count === 0) return 0;
  const rank = Math.max(1, Math.ceil(share * count));
  const { bin, before } = find(upper, rank);
  const lower = new Uint32Array(HALF);
  for (const bits of all)
    for (let i = 0; i < bits.length; i++) {
      const magnitude = (bits[i] as number) & MAGNITUDE;
      if (magnitude >>> 16 !== bin || magnitude > INFINITE) continue;
      lower[magnitude & (HALF - 1)] = (lower[magnitude & (HALF - 1)] as number) + 1;
    }
  const found = (bin << 16) | find(lower, rank - before).bin;
  return new Float32Array(Int32Array.of(found).buffer)[0] ?? 0;
}
