import type { Manifest } from "../../../shared/manifest/schema.ts";
import { Tex } from "../../ui/formula/Tex.tsx";
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
