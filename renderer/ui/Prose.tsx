import { Fragment, useMemo } from "react";
import { parseProse, type Run } from "./prose.ts";

/** A text of a few paragraphs. */
export function Prose({ source }: { readonly source: string }) {
  const paragraphs = useMemo(() => parseProse(source), [source]);
  return paragraphs.map((runs, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes under its key
    <p key={place}>
      {runs.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes under its key
        <Fragment key={index}>{styled(run)}</Fragment>
      ))}
    </p>
  ));
}

function styled({ text, style }: Run) {
  if (style === "strong") return <strong>{text}</strong>;
  if (style === "emphasis") return <em>{text}</em>;
  return style === "code" ? <code>{text}</code> : text;
}
