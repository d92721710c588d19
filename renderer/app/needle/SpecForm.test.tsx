// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { localizedError } from "../../../shared/error.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { catalogStore } from "../../state/catalog.ts";
import { type Services, ServicesContext } from "../services.ts";
import { draftOf } from "./draft.ts";
import { SpecForm } from "./SpecForm.tsx";
import { labStore } from "./store.ts";

const { manifest } = fixtureTrace();

beforeEach(() => {
  vi.stubGlobal("indexedDB", {});
  catalogStore.setState({ models: [{ id: "a", base: "a/", manifest, error: null }] });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  labStore.setState(labStore.getInitialState());
  catalogStore.setState(catalogStore.getInitialState());
});

function showForm(spec: Record<string, unknown>, saveFile: () => Promise<null> = async () => null): void {
  labStore.getState().change({ draft: draftOf(parseNeedleSpec({ models: ["a"], lengths: [32], ...spec }, "spec")) });
  const services = { host: { saveFile } } as unknown as Services;
  render(
    <ServicesContext value={services}>
      <SpecForm />
    </ServicesContext>,
  );
}

it("asks again for a text that is chosen already: of a spec that was opened only its name is there", async () => {
  const asked: HTMLInputElement[] = [];
  vi.spyOn(HTMLInputElement.prototype, "click").mockImplementation(function (this: HTMLInputElement) {
    asked.push(this);
  });
  showForm({ haystack: { kind: "file", file: "book.txt" } });
  expect(screen.getByLabelText<HTMLSelectElement>("Haystack").value).toBe("file");
  fireEvent.click(screen.getByRole("button", { name: "Choose file…" }));
  const [dialog] = asked;
  if (!dialog) throw new Error("no file was asked for");
  Object.defineProperty(dialog, "files", { value: [new File(["The loom stands."], "book.txt")] });
  fireEvent.change(dialog);
  await waitFor(() => expect(labStore.getState().draft.file).toEqual({ name: "book.txt", text: "The loom stands." }));
});

it("offers no file where scenes are generated", () => {
  showForm({});
  expect(screen.queryByRole("button", { name: "Choose file…" })).toBeNull();
});

it("tells why the spec could not be saved", async () => {
  const full = localizedError("write-failed", { en: ["spec.json could not be written.", ""], zh: ["无法写入 spec.json。", ""] });
  showForm({}, () => Promise.reject(full));
  fireEvent.click(screen.getByRole("button", { name: "Save spec…" }));
  await waitFor(() => expect(labStore.getState().problem?.message).toBe("spec.json could not be written."));
});
