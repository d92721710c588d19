import { useMemo } from "react";
import { reportIn } from "../../../shared/error.ts";
import { writeSvg } from "../../../shared/figures/format/svg.ts";
import { pngSize } from "../../ui/scene/toPng.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { millimetres, useDpi, useFigureOptions } from "./options.ts";
import { useFigure } from "./useFigure.ts";

/** The figure as it will be saved, at true size: what is shown is the file itself. */
export function FigurePreview() {
  const text = useText();
  const figure = useFigure();
  const { format } = useFigureOptions();
  const dpi = useDpi();
  const language = useLanguage();
  const scene = figure?.scene ?? null;
  const problem = figure?.error ? reportIn(figure.error, language) : null;
  const svg = useMemo(() => (scene ? writeSvg(scene).replace(/^<\?xml[^>]*>\s*/, "") : ""), [scene]);
  if (!scene)
    return (
      <div className="message" role="alert">
        <p>{problem?.message ?? text.figure.nothing}</p>
        <p className="muted">{problem?.remedy}</p>
      </div>
    );
  const pixels = pngSize(scene, dpi);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="figure-preview" tabIndex={0} aria-label={text.figure.preview}>
      <p className="muted numeric">
        {text.figure.preview} · {text.figure.size(millimetres(scene.width), millimetres(scene.height))}
        {format === "png" ? ` · ${text.figure.pixels(pixels.width, pixels.height)}` : ""}
      </p>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the writer escapes every text of the scene */}
      <div className="figure-paper" dangerouslySetInnerHTML={{ __html: svg }} />
      <p className="figure-caption">{scene.caption}</p>
    </section>
  );
}
