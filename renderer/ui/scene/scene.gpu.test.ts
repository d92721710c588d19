// In a real Chromium, since it is its canvas that is tested: cells have their colours to the pixel, files their size.

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import headGrid from "../../../shared/figures/head-grid/figure.ts";
import type { Mark, RasterMark, Scene } from "../../../shared/figures/scene.ts";
import { mountScene } from "./mount.ts";
import { pngSize, toPng } from "./toPng.ts";

const COLOURS = [
  [255, 0, 0, 255],
  [0, 128, 0, 255],
  [0, 0, 255, 255],
  [17, 34, 51, 255],
] as const;

/** A map of 2 x 2 cells that stands at a third of a pixel, with a line of text. */
const scene: Scene = {
  width: 60,
  height: 40,
  background: "#ffffff",
  marks: [
    { type: "raster", x: 10.3, y: 5.3, width: 20, height: 20, columns: 2, rows: 2, pixels: Uint8ClampedArray.from(COLOURS.flat()) },
    { type: "text", x: 40, y: 20, text: "<λ>", size: 7, fill: "#000000", anchor: "start", baseline: "middle", title: "whole" },
  ],
  frames: [],
  title: "Test",
  caption: "A test.",
  facts: { model: { id: "tiny", title: "Tiny", sha256: "" }, tokens: 2, samples: 1 },
};

describe("a mounted scene", () => {
  it.each([1, 2, 1.5])("has crisp cells at %d device pixels a point", (density) => {
    const host = document.createElement("div");
    mountScene(host, scene, density);
    const canvas = host.querySelector("canvas") as HTMLCanvasElement;
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const [left, top, right, bottom] = [10.3, 5.3, 30.3, 25.3].map((at) => Math.round(at * density)) as [number, number, number, number];
    const middle = [Math.round((left + right) / 2), Math.round((top + bottom) / 2)] as const;
    const corners = [
      [left, top],
      [right - 1, top],
      [left, bottom - 1],
      [right - 1, bottom - 1],
      [middle[0] - 2, middle[1] - 2],
      [middle[0] + 1, middle[1] + 1],
    ] as const;
    const seen = corners.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
    expect(seen).toEqual([0, 1, 2, 3, 0, 3].map((i) => [...(COLOURS[i] ?? [])]));
    expect(context.getImageData(left - 1, top, 1, 1).data[3]).toBe(0);
  });

  it("has its text as text, with the whole of what was shortened", () => {
    const host = document.createElement("div");
    mountScene(host, scene, 1);
    const text = host.querySelector("text") as SVGTextElement;
    expect(text.lastChild?.textContent).toBe("<λ>");
    expect(text.querySelector("title")?.textContent).toBe("whole");
  });

  it("replaces the scene before it", () => {
    const host = document.createElement("div");
    mountScene(host, scene, 1);
    mountScene(host, { ...scene, width: 70 }, 1);
    expect(host.querySelectorAll("canvas").length).toBe(1);
    expect(host.querySelector("canvas")?.width).toBe(70);
  });

  it("paints and builds only what changed in a scene of the same size", () => {
    const group = (name: string, text: string): Mark => ({
      type: "group",
      name,
      marks: [{ type: "text", x: 1, y: 9, text, size: 7, fill: "#000000", anchor: "start", baseline: "alphabetic" }],
    });
    const [cells] = scene.marks as [RasterMark];
    const other = { ...cells, x: 30.3, pixels: Uint8ClampedArray.from(COLOURS.toReversed().flat()) };
    const host = document.createElement("div");
    mountScene(host, { ...scene, marks: [cells, group("axes", "one"), group("legend", "two"), group("more", "three")] }, 1);
    const [axes, legend] = host.querySelectorAll("g");
    mountScene(host, { ...scene, marks: [other, group("axes", "one"), group("legend", "four")] }, 1);
    expect([...host.querySelectorAll("text")].map(({ textContent }) => textContent)).toEqual(["one", "four"]);
    expect(host.querySelectorAll("g")[0]).toBe(axes);
    expect(host.querySelectorAll("g")[1]).not.toBe(legend);
    const context = host.querySelector("canvas")?.getContext("2d") as CanvasRenderingContext2D;
    expect(context.getImageData(15, 10, 1, 1).data[3]).toBe(0);
    expect([...context.getImageData(35, 10, 1, 1).data]).toEqual([...COLOURS[3]]);
  });
});

describe("a scene as PNG", () => {
  it("has the pixels and the resolution asked for, and says what it is", async () => {
    const png = await toPng(scene, 144, { figure: "x" });
    const view = new DataView(png.buffer);
    expect(pngSize(scene, 144)).toEqual({ width: 120, height: 80 });
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([120, 80]);
    const text = new TextDecoder().decode(png.subarray(0, 400));
    for (const word of ["pHYs", "A test.", '"spec":{"figure":"x"}']) expect(text).toContain(word);
    const bitmap = await createImageBitmap(new Blob([png]));
    const context = new OffscreenCanvas(120, 80).getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.drawImage(bitmap, 0, 0);
    expect([...context.getImageData(22, 12, 1, 1).data]).toEqual([...COLOURS[0]]);
    expect([...context.getImageData(1, 1, 1, 1).data]).toEqual([255, 255, 255, 255]);
  });

  it("draws a whole figure with its letters", async () => {
    const paper = { width: 252, theme: "light", language: "zh", fontSize: 7, furniture: "full" } as const;
    const png = await toPng(headGrid.draw(fixtureTrace(), v.parse(headGrid.settings, {}), paper), 150);
    expect(png.length).toBeGreaterThan(5000);
  });

  it("refuses what no canvas can hold", async () => {
    await expect(toPng(scene, 100_000)).rejects.toMatchObject({ code: "not-supported" });
  });
});
