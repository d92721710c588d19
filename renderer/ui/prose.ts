// The little markup that notes are written in: paragraphs, **strong**, *emphasis*, `code`. Plain data out, so that nothing
// that comes from a file is ever markup to the page.

export interface Run {
  readonly text: string;
  readonly style: "plain" | "strong" | "emphasis" | "code";
}

const MARKED = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`/gs;

/** Paragraphs (or list items) of runs. */
export function parseProse(source: string): readonly (readonly Run[])[] {
  return source
    .split(/\n\s*\n|\n(?=[-*] )/)
    .map((paragraph) =>
      parseRuns(
        paragraph
          .trim()
          .replace(/^[-*] /, "• ")
          .replace(/^#+ (.*)$/m, "**$1**")
          .replace(/\s*\n\s*/g, " "),
      ),
    )
    .filter((runs) => runs.length > 0);
}

function parseRuns(text: string): readonly Run[] {
  const runs: Run[] = [];
  let at = 0;
  const plain = (end: number): void => {
    if (end > at) runs.push({ text: text.slice(at, end), style: "plain" });
  };
  for (const match of text.matchAll(MARKED)) {
    plain(match.index);
    const [whole, strong, emphasis, code] = match;
    if (strong !== undefined) runs.push({ text: strong, style: "strong" });
    else if (emphasis !== undefined) runs.push({ text: emphasis, style: "emphasis" });
    else runs.push({ text: code ?? "", style: "code" });
    at = match.index + whole.length;
  }
  plain(text.length);
  return runs;
}
