import { useEffect, useState } from "react";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { useLanguage } from "../text/useText.ts";

/** One equation of a paper with its sentence and its number. */
export function Equation({ equation }: { readonly equation: Manifest["architecture"]["equations"][number] }) {
  const language = useLanguage();
  return (
    <figure className="equation">
      <Tex tex={equation.tex} />
      <figcaption>
        {equation.text[language]} <span className="muted">{equation.source}</span>
      </figcaption>
    </figure>
  );
}

/** TeX, set. The typesetter is fetched when the first equation is shown; until then the source stands there. */
export function Tex({ tex }: { readonly tex: string }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void import("./typeset.ts").then(({ typeset }) => {
      if (current) setHtml(typeset(tex));
    });
    return () => {
      current = false;
    };
  }, [tex]);
  if (html === null) return <code>{tex}</code>;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX escapes what it is given and is run with trust off
  return <div className="equation-set" dangerouslySetInnerHTML={{ __html: html }} />;
}
