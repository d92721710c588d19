// Greedy decoding without a step for every token. The likeliest token at each place is the reference's as long as the model
// agrees with it, so one pass over prompt and reference decides a right answer; where the model leaves it, a new guess of the
// rest is put behind what it chose and checked by another pass. The result is that of decoding token by token, whatever is guessed.

/** The likeliest next token after each of `ids[from], ids[from + 1], ...`. */
export type Likeliest = (ids: readonly number[], from: number) => Promise<ArrayLike<number>>;

export interface Decoded {
  /** What the model writes: as many tokens as the reference has. */
  readonly ids: readonly number[];
  /** Times the model was run. */
  readonly passes: number;
}

/**
 * @param given what the model reads
 * @param reference a guess of all that it will write; its length is how much is written
 * @param guess a continuation of what was written so far: as many tokens as the reference or fewer, beginning with `written`
 */
export async function decodeGreedily(
  likeliest: Likeliest,
  given: readonly number[],
  reference: readonly number[],
  guess: (written: readonly number[]) => readonly number[],
): Promise<Decoded> {
  const { length } = reference;
  let draft: readonly number[] = reference;
  let sure = 0;
  let passes = 0;
  while (sure < length) {
    // The last token is only predicted, never read.
    const read = draft.slice(0, length - 1);
    const best = await likeliest([...given, ...read], given.length - 1 + sure);
    passes++;
    const start = sure;
    while (sure < draft.length && sure < length && best[sure - start] === draft[sure]) sure++;
    if (sure === length) return { ids: draft.slice(0, length), passes };
    const next = best[sure - start];
    if (next === undefined) throw new RangeError("the model gave too few predictions");
    const written = [...draft.slice(0, sure), next];
    sure++;
    const guessed = guess(written);
    draft = written.every((id, i) => guessed[i] === id) ? guessed : [...written, ...reference.slice(written.length)];
    if (sure === length) return { ids: written, passes };
  }
  return { ids: draft.slice(0, length), passes };
}
