// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { localizedError } from "../../../shared/error.ts";
import { importedData, resultData, type SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import type { SaveRequest } from "../../../shared/ipc.ts";
import { fixtureResult } from "../../../shared/needle/fixtures/result.ts";
import { importScores } from "../../../shared/needle/importScores.ts";
import { type Services, ServicesContext } from "../services.ts";
import { SweepStage } from "./SweepStage.tsx";
import { SweepTools } from "./SweepTools.tsx";
import { labStore } from "./store.ts";

const result = fixtureResult();
const whole = resultData(result);
/** As a run is at its beginning, and one that did not measure attention at its end; heads were switched off all the same. */
const withoutAttention = resultData({ ...result, cells: result.cells.map((cell) => ({ ...cell, attention: null })) });
const imported = importedData(importScores([{ length: 4096, depth: 50, score: 0.5, model: "big" }], "scores.json"));

beforeEach(() => {
  vi.stubGlobal("indexedDB", {});
  vi.stubGlobal("matchMedia", () => ({ addEventListener: () => {}, removeEventListener: () => {} }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  for (const side of ["clientWidth", "clientHeight"] as const) vi.spyOn(HTMLElement.prototype, side, "get").mockReturnValue(640);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  labStore.setState(labStore.getInitialState());
});

/** The stage with its tools, and the choice that was made over a result with attention. */
function showStage(data: SweepData, id: string, saveFile = vi.fn(async (_: SaveRequest) => null)) {
  const { figure, change } = labStore.getState();
  const condition = whole.scores("all").conditions[1] ?? null;
  const source = { kind: "file", name: "result.json" } as const;
  change({ shown: { source, data, experiment: null }, figure: { ...figure, id, condition, measure: "each", shares: "signed" } });
  const services = { host: { saveFile } } as unknown as Services;
  const { container } = render(
    <ServicesContext value={services}>
      <SweepTools />
      <SweepStage />
    </ServicesContext>,
  );
  return { stage: screen.getByRole("application"), container, saveFile };
}

it.each([
  { what: "a result without attention", data: withoutAttention, id: "needle-attention" },
  { what: "imported scores", data: imported, id: "needle-segments" },
  { what: "imported scores", data: imported, id: "needle-ablation" },
])("draws $what as a heatmap that is chosen from and saved, where it lacks what $id shows", async ({ data, id }) => {
  const { stage, container, saveFile } = showStage(data, id);
  expect(stage.dataset["sweep"]).toBe("needle-heatmap");
  expect(screen.getByLabelText<HTMLSelectElement>("Figure").value).toBe("needle-heatmap");
  fireEvent.keyDown(stage, { key: "ArrowRight" });
  expect(container.querySelector("[data-ring]")).not.toBeNull();
  expect(labStore.getState().cell?.depth).toBe(data.scores("all").depths[0]);
  fireEvent.click(screen.getByRole("button", { name: "Save figure…" }));
  await waitFor(() => expect(saveFile).toHaveBeenCalledTimes(1));
  expect(saveFile.mock.calls[0]?.[0].suggestedName).toBe("needle-heatmap.svg");
  // The choice itself stays: the next result with attention shows it again.
  expect(labStore.getState().figure.id).toBe(id);
});

it("has cells on the heatmap only", () => {
  const { stage, container } = showStage(whole, "needle-attention");
  expect(stage.dataset["sweep"]).toBe("needle-attention");
  fireEvent.keyDown(stage, { key: "ArrowRight" });
  fireEvent.click(stage);
  expect(labStore.getState().cell).toBeNull();
  expect(container.querySelector("[data-ring]")).toBeNull();
});

it.each(["Save figure…", "Save result…"])("tells why %s could not write", async (name) => {
  const full = localizedError("write-failed", { en: ["r could not be written.", ""], zh: ["无法写入 r。", ""] });
  showStage(
    whole,
    "needle-heatmap",
    vi.fn(async () => Promise.reject(full)),
  );
  fireEvent.click(screen.getByRole("button", { name }));
  await waitFor(() => expect(labStore.getState().problem?.message).toBe("r could not be written."));
});
