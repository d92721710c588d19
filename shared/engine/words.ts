// Words, for showing several tokens as one: a run of letters (with an inner apostrophe), a number, a run of signs, or
// one Han character. Written out here, since a platform's own word breaker differs between machines.

const WORD =
  /\p{Script=Han}\p{M}*|(?:(?!\p{Script=Han})[\p{L}\p{M}])+(?:['’](?:(?!\p{Script=Han})[\p{L}\p{M}])+)*|\p{N}+(?:[.,]\p{N}+)*|[^\s\p{L}\p{M}\p{N}]+/gu;

/**
 * Which word each range of the text belongs to, counted from 0. White space belongs to the word after it; white space
 * at the end of the text is a word of its own.
 * @param ranges [start, end) in UTF-16 units, in order; null for what is no part of the text: -1
 */
export function wordIndices(text: string, ranges: readonly ({ readonly start: number; readonly end: number } | null)[]): number[] {
  const words = Array.from(text.matchAll(WORD), (match) => match.index + match[0].length);
  let word = 0;
  return ranges.map((range) => {
    if (!range) return -1;
    // The first unit that is not white space decides; a range of white space alone looks at what follows it.
    const inner = text.slice(range.start, range.end);
    const at = range.start + (inner.length - inner.trimStart().length);
    while (word < words.length && (words[word] ?? 0) <= at) word++;
    return word;
  });
}
