import { useEffect, useState } from "react";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { useLanguage } from "../text/useText.ts";

/** One equation of a paper with its sentence and its number. The typesetter is fetched when the first card is opened. */
export function Equation({ equation }: { readonly equation: Manifest["architecture"]["equations"][number] }) {
  const language = useLanguage();
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void import("./typeset.ts").then(({ typeset }) => {
      if (current) setHtml(typeset(equation.tex));
    });
    return () => {
      current = false;
    };
  }, [equation.tex]);
  return (
    <figure className="equation">
      {html === null ? (
        <code>{equation.tex}</code>
      ) : (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes what it is given and is run with trust off
        <div className="equation-set" dangerouslySetInnerHTML={{ __html: html }} />
      )}
      <figcaption>
        {equation.text[language]} <span className="muted">{equation.source}</span>
      </figcaption>
    </figure>
  );
}
