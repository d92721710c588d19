import { describe, expect, it } from "vitest";
import type { Mark } from "../../../shared/figures/scene.ts";
import { layersOf } from "./mount.ts";

const raster = (cells: number): Mark => ({
  type: "raster",
  x: 0,
  y: 0,
  width: 10,
  height: 10,
  columns: cells,
  rows: 1,
  pixels: new Uint8ClampedArray(cells * 4),
});
const rect: Mark = { type: "rect", x: 0, y: 0, width: 1, height: 1, fill: "#000000" };
const group = (name: string, marks: readonly Mark[]): Mark => ({ type: "group", name, marks });

/** The layers in short: "R" a raster of a canvas, and the marks over them. */
const shape = (marks: readonly Mark[]): string[] =>
  layersOf(marks).map(
    ({ rasters, marks: over }) =>
      `${"R".repeat(rasters.length)}|${over.map((mark) => (mark.type === "group" ? `${mark.name}(${mark.marks.length})` : mark.type)).join()}`,
  );

describe("layers of a scene", () => {
  it("are one canvas under the lines and text when all cells come first", () => {
    expect(shape([group("cells", [raster(4096), raster(4)]), group("axes", [rect, rect]), rect])).toEqual(["RR|axes(2),rect"]);
  });

  it("keep the order where cells come later, and small ones among the lines", () => {
    expect(shape([raster(9), group("legend", [rect, raster(100), rect]), raster(500), rect])).toEqual(["R|legend(3)", "R|rect"]);
  });

  it("leave clipped groups whole", () => {
    const clipped: Mark = { type: "group", name: "clipped", clip: { x: 0, y: 0, width: 1, height: 1 }, marks: [rect, raster(999)] };
    expect(shape([clipped])).toEqual(["|clipped(2)"]);
  });
});
