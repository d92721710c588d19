// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseManifest } from "../../../shared/manifest/parse.ts";
import { slotsStore } from "../../state/slots.ts";
import { KnobsSection } from "./KnobsSection.tsx";

const manifest = parseManifest(JSON.parse(readFileSync("models/dijiang/manifest.json", "utf8")), "manifest.json");
const knobs = () => slotsStore.getState().slots[0]?.knobs;

beforeEach(() => {
  slotsStore.getState().open(0, "dijiang");
  slotsStore.getState().change(0, { load: { state: "ready", manifest, info: { provider: "wasm", threads: 1, device: "" } } });
  render(<KnobsSection index={0} />);
});
afterEach(cleanup);

it("a knob that is a switch is switched layer by layer, all at once, and back", () => {
  const find = (name: string) => screen.getByRole("switch", { name }) as HTMLInputElement;
  expect(find("All").checked).toBe(true);
  fireEvent.click(find("Layer 2"));
  expect(knobs()).toEqual({ decay: [1, 0, 1, 1, 1, 1] });
  expect([find("Layer 1").checked, find("Layer 2").checked, find("All").checked]).toEqual([true, false, true]);
  fireEvent.click(find("All"));
  expect(knobs()).toEqual({ decay: [0, 0, 0, 0, 0, 0] });
  fireEvent.click(find("All"));
  expect(knobs()).toEqual({});
});
