// A scene as a PNG file at a resolution: the same marks painted larger, with the caption and the spec inside the file.

import { localizedError } from "../../../shared/error.ts";
import { annotatePng } from "../../../shared/figures/format/png.ts";
import type { Mark, Plain, Scene } from "../../../shared/figures/scene.ts";
import { paintMarks } from "./paint.ts";

/** Longest side and largest area of a canvas that Chromium makes. */
const LONGEST = 16_384;
const LARGEST = 16_384 * 16_384;
const REMEDY = { en: "Choose fewer dots per inch, or save the figure as SVG.", zh: "请降低每英寸点数，或另存为 SVG。" };

function textsOf(marks: readonly Mark[], weight: 400 | 600): string {
  return marks
    .map((mark) =>
      mark.type === "text" && (mark.weight ?? 400) === weight ? mark.text : mark.type === "group" ? textsOf(mark.marks, weight) : "",
    )
    .join("");
}

/** Loads the faces that the scene's characters need: a canvas does not wait for them. */
async function loadFonts(scene: Scene): Promise<void> {
  const loads = ([400, 600] as const).flatMap((weight) => {
    const text = textsOf(scene.marks, weight);
    return text === "" ? [] : ["Inter", "'Noto Sans SC'"].map((family) => document.fonts.load(`${weight} 16px ${family}`, text));
  });
  await Promise.all(loads);
}

/** Size in pixels of a scene at a resolution. */
export function pngSize(scene: Scene, dpi: number): { width: number; height: number } {
  return { width: Math.round((scene.width * dpi) / 72), height: Math.round((scene.height * dpi) / 72) };
}

/**
 * @param dpi dots per inch, written into the file
 * @param spec what the figure was made from, kept in the file
 * @throws HeddleError `not-supported` when the picture is larger than a canvas can be; `write-failed` when it cannot be encoded
 */
export async function toPng(scene: Scene, dpi: number, spec?: Plain): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = pngSize(scene, dpi);
  if (width > LONGEST || height > LONGEST || width * height > LARGEST)
    throw localizedError("not-supported", {
      en: [`A picture of ${width} × ${height} pixels is too large.`, REMEDY.en],
      zh: [`${width} × ${height} 像素的图片过大。`, REMEDY.zh],
    });
  await loadFonts(scene);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context)
    throw localizedError("write-failed", { en: ["The picture could not be drawn.", REMEDY.en], zh: ["无法绘制图片。", REMEDY.zh] });
  context.fillStyle = scene.background;
  context.fillRect(0, 0, width, height);
  paintMarks(context, scene.marks, dpi / 72);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  const metadata = JSON.stringify({ format: "heddle-figure/1", facts: scene.facts, ...(spec === undefined ? {} : { spec }) });
  return annotatePng(new Uint8Array(await blob.arrayBuffer()), {
    dpi,
    texts: { Title: scene.title, Description: scene.caption, "heddle-figure": metadata },
  });
}
