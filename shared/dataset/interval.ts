// Means of measured numbers with their 95 % interval:  mean ± t(0.975, n - 1) s / √n   (Student 1908).

/** Numbers put together one by one; numerically steady (Welford 1962). */
export interface Sums {
  n: number;
  mean: number;
  /** Σ (x - mean)². */
  squares: number;
}

export const noSums = (): Sums => ({ n: 0, mean: 0, squares: 0 });

/** Adds a number; what is not a number is left out. */
export function addTo(sums: Sums, value: number): void {
  if (!Number.isFinite(value)) return;
  sums.n++;
  const before = value - sums.mean;
  sums.mean += before / sums.n;
  sums.squares += before * (value - sums.mean);
}

/** Mean, interval and count; null where there are too few numbers for it: none for a mean, one for an interval. */
export interface Summary {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

export function summaryOf({ n, mean, squares }: Sums): Summary {
  if (n === 0) return { mean: null, low: null, high: null, n };
  if (n === 1) return { mean, low: null, high: null, n };
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: mean - half, high: mean + half, n };
}

/** Summary of a list of numbers. */
export function summarise(values: readonly number[]): Summary {
  const sums = noSums();
  for (const value of values) addTo(sums, value);
  return summaryOf(sums);
}

const known = new Map<number, number>();

/** The 97.5 % point of Student's t with `freedom` degrees of freedom, to ten digits. */
export function studentQuantile(freedom: number): number {
  const found = known.get(freedom);
  if (found !== undefined) return found;
  let [low, high] = [0, 13];
  while (high - low > 1e-11 * high) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > 0.025) low = middle;
    else high = middle;
  }
  known.set(freedom, high);
  return high;
}

/** P(T > t) for t >= 0:  I_x(ν/2, 1/2) / 2  with  x = ν / (ν + t²). */
function studentTail(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
}

/** The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (Press et al., Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 1000; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return result;
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** ln Γ(x), by Stirling's series after moving x over 10. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) shift += Math.log(z++);
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
