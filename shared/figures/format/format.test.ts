import { unzlibSync } from "fflate";
import { describe, expect, it } from "vitest";
import type { Mark, Scene } from "../scene.ts";
import { toBase64 } from "./base64.ts";
import { annotatePng, encodePng } from "./png.ts";
import { writeSvg } from "./svg.ts";
import { LARGEST_VECTOR_RASTER } from "./svgTree.ts";

const scene = (marks: readonly Mark[]): Scene => ({
  width: 100,
  height: 50.12345,
  background: "#ffffff",
  marks,
  frames: [],
  title: 'A "title" <&>',
  caption: "A caption\u0000",
  facts: { model: { id: "tiny", title: "Tiny", sha256: "0" }, tokens: 1, samples: 1 },
});

function raster(columns: number, rows: number, pixels: (i: number) => readonly [number, number, number]): Mark {
  const data = new Uint8ClampedArray(columns * rows * 4).fill(255);
  for (let i = 0; i < columns * rows; i++) data.set(pixels(i), i * 4);
  return { type: "raster", x: 10, y: 10, width: 80, height: 40, columns, rows, pixels: data };
}

/** Chunks of a PNG by type. */
function chunks(png: Uint8Array): [string, Uint8Array][] {
  const view = new DataView(png.buffer, png.byteOffset);
  const found: [string, Uint8Array][] = [];
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12)
    found.push([new TextDecoder().decode(png.subarray(at + 4, at + 8)), png.subarray(at + 8, at + 8 + view.getUint32(at))]);
  return found;
}

describe("SVG", () => {
  it("joins equal neighbours of a small raster and keeps exact edges", () => {
    const svg = writeSvg(scene([raster(4, 1, (i) => (i < 2 ? [255, 0, 0] : [0, 0, i]))]));
    expect(svg).toContain('<rect x="10" y="10" width="40" height="40" fill="#ff0000"/>');
    expect(svg).toContain('<rect x="70" y="10" width="20" height="40" fill="#000003"/>');
    expect(svg).toContain('shape-rendering="crispEdges"');
  });

  it("has larger rasters as lossless pictures", () => {
    const side = Math.sqrt(LARGEST_VECTOR_RASTER) + 1;
    const svg = writeSvg(scene([raster(side, side, (i) => [i % 256, 0, 7])]));
    const data = /xlink:href="data:image\/png;base64,([^"]+)"/.exec(svg)?.[1] ?? "";
    const pixels = unzlibSync(
      chunks(Uint8Array.from(atob(data), (c) => c.charCodeAt(0))).find(([type]) => type === "IDAT")?.[1] ?? new Uint8Array(),
    );
    expect(pixels.length).toBe(side * (side * 3 + 1));
    expect([...pixels.subarray(0, 7)]).toEqual([0, 0, 0, 7, 1, 0, 7]);
    expect(svg).toContain('image-rendering="pixelated"');
  });

  it("says what it is, in escaped text, and how large in points", () => {
    const svg = writeSvg(scene([]), { spec: { figure: "x", settings: { text: "<&>" } } });
    expect(svg).toContain("<title>A &quot;title&quot; &lt;&amp;&gt;</title>");
    expect(svg).toContain("<desc>A caption⟨00⟩</desc>");
    expect(svg).toContain('width="100pt" height="50.123pt" viewBox="0 0 100 50.123"');
    expect(svg).toContain("&quot;figure&quot;:&quot;x&quot;");
  });

  it("keeps the text of the spec as it was, to the last sign that cannot be seen", () => {
    const text = "a\u200bb\u00ad\ufeff\u200f\u0007\n👩‍👩‍👧 é 你好 <&>";
    const svg = writeSvg(scene([]), { spec: { text } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML refuses is what must not be there
    expect(svg).not.toMatch(/[\u0007\u200b\u200f\ufeff]/);
    const json = (/<metadata>(.*)<\/metadata>/s.exec(svg)?.[1] ?? "").replaceAll("&quot;", '"').replaceAll("&lt;", "<");
    expect(JSON.parse(json.replaceAll("&gt;", ">").replaceAll("&amp;", "&"))).toMatchObject({ spec: { text } });
  });

  it("numbers its clip paths", () => {
    const clip = { x: 0, y: 0, width: 5, height: 5 };
    const svg = writeSvg(
      scene([
        { type: "group", name: "a", clip, marks: [] },
        { type: "group", name: "b", clip, marks: [] },
      ]),
    );
    expect(svg).toContain('clip-path="url(#clip-2)"');
  });
});

describe("PNG", () => {
  it("keeps transparency only where there is some", () => {
    const types = [255, 128].map((alpha) => chunks(encodePng(Uint8ClampedArray.of(1, 2, 3, alpha), 1, 1))[0]?.[1][9]);
    expect(types).toEqual([2, 6]);
  });

  it("carries its resolution and texts, once", () => {
    const notes = { dpi: 300, texts: { Title: "λ" } };
    const once = annotatePng(encodePng(new Uint8ClampedArray(16).fill(255), 2, 2), notes);
    expect(annotatePng(once, notes)).toEqual(once);
    const found = chunks(once);
    expect(found.map(([type]) => type)).toEqual(["IHDR", "pHYs", "iTXt", "IDAT", "IEND"]);
    const size = found[1]?.[1] ?? new Uint8Array();
    expect(new DataView(size.buffer, size.byteOffset).getUint32(0)).toBe(11811);
    expect(new TextDecoder().decode(found[2]?.[1])).toBe("Title\0\0\0\0\0λ");
  });

  it("refuses what is no PNG", () => expect(() => annotatePng(new Uint8Array(20), { dpi: 72, texts: {} })).toThrow());
});

it("base64 is the platform's", () => {
  for (let length = 0; length < 9; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 97 + 200) % 256);
    expect(toBase64(bytes)).toBe(btoa(String.fromCharCode(...bytes)));
  }
});
