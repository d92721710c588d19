import { useEffect, useState } from "react";

/** TeX, set. The typesetter is fetched when the first formula is shown; until then the source stands there. */
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
