// Intervals and tests of shares, exact where an exact form exists.

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % point of the normal distribution: intervals are of 95 %. */
const Z = 1.959963984540054;

/**
 * Wilson's interval of a share (Wilson 1927): (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). It stays inside [0, 1] and is
 * honest at 0 and at 1.
 */
export function wilson(right: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const p = right / total;
  const zz = (Z * Z) / total;
  const middle = p + zz / 2;
  const half = Z * Math.sqrt((p * (1 - p)) / total + zz / (4 * total));
  // At the ends the roots are 0 and 1; rounding must not say otherwise.
  return { low: right === 0 ? 0 : (middle - half) / (1 + zz), high: right === total ? 1 : (middle + half) / (1 + zz) };
}

/** The same prompts answered by two models: how often both, one or none was right. */
export interface Pairs {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly none: number;
}

export function pairsOf(first: readonly boolean[], second: readonly boolean[]): Pairs {
  const count = (a: boolean, b: boolean): number => first.filter((one, i) => one === a && second[i] === b).length;
  return { both: count(true, true), first: count(true, false), second: count(false, true), none: count(false, false) };
}

export function addPairs(a: Pairs, b: Pairs): Pairs {
  return { both: a.both + b.both, first: a.first + b.first, second: a.second + b.second, none: a.none + b.none };
}

/** ln k! for k = 0 ... n, by addition. */
function logFactorials(n: number): Float64Array {
  const found = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) found[k] = (found[k - 1] ?? 0) + Math.log(k);
  return found;
}

/**
 * McNemar's exact test (McNemar 1947): whether prompts that only one of two models gets right fall to the two evenly.
 * @returns two-sided p: twice the smaller tail of Binomial(first + second, 1/2), at most 1
 */
export function mcnemar({ first, second }: Pairs): number {
  const n = first + second;
  const fewer = Math.min(first, second);
  const logs = logFactorials(n);
  let tail = 0;
  for (let k = 0; k <= fewer; k++) tail += Math.exp((logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}

/**
 * Interval of the difference of two paired shares, second minus first (Newcombe 1998, method 10: Wilson's intervals put together
 * with the correlation of the pairs).
 */
export function differenceOfShares({ both, first, second, none }: Pairs): Interval & { readonly difference: number } {
  const n = both + first + second + none;
  if (n === 0) return { difference: 0, low: -1, high: 1 };
  const [p, q] = [(both + second) / n, (both + first) / n];
  const [one, two] = [wilson(both + second, n), wilson(both + first, n)];
  const margins = (both + second) * (first + none) * (both + first) * (second + none);
  const excess = both * none - first * second;
  const phi = margins === 0 ? 0 : (excess > 0 ? Math.max(excess - n / 2, 0) : excess) / Math.sqrt(margins);
  const root = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = p - q;
  return {
    difference,
    low: Math.max(-1, difference - root(p - one.low, two.high - q)),
    high: Math.min(1, difference + root(one.high - p, q - two.low)),
  };
}
