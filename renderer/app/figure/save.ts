// Writes the figure that is previewed: the picture, or the spec that makes it again without a window.

import { writeSvg } from "../../../shared/figures/format/svg.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import { type FigureSpec, specJson } from "../../../shared/figures/spec.ts";
import type { Host } from "../../host/host.ts";
import { toPng } from "../../ui/scene/toPng.ts";
import type { FigureFormat } from "./options.ts";

/** @returns the name the file got, or null when the person decided against it */
export async function saveFigure(host: Host, scene: Scene, spec: FigureSpec, format: FigureFormat, dpi: number): Promise<string | null> {
  const plain = specJson(spec);
  const bytes = format === "svg" ? new TextEncoder().encode(writeSvg(scene, { spec: plain })) : await toPng(scene, dpi, plain);
  const saved = await host.saveFile({
    suggestedName: `${fileName(spec)}.${format}`,
    bytes,
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  return saved?.saved ?? null;
}

/** The spec as a file for the command line. */
export async function saveSpec(host: Host, spec: FigureSpec): Promise<string | null> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(specJson(spec), null, 2)}\n`);
  const saved = await host.saveFile({ suggestedName: `${fileName(spec)}.json`, bytes, filters: [{ name: "JSON", extensions: ["json"] }] });
  return saved?.saved ?? null;
}

function fileName(spec: FigureSpec): string {
  return [spec.model ?? "trace", spec.figure].join("-");
}
