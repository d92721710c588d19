// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ErrorBoundary } from "./ErrorBoundary.tsx";

afterEach(cleanup);

it("keeps what failed to its own place, and shows it again when asked or when its key changes", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  let broken = true;
  const Fragile = () => {
    if (broken) throw new Error("no such head");
    return <p>drawn</p>;
  };
  const place = (key: string) => (
    <>
      <p>neighbour</p>
      <ErrorBoundary
        resetKey={key}
        fallback={(error, again) => <button type="button" onClick={again}>{`failed: ${error.message}`}</button>}
      >
        <Fragile />
      </ErrorBoundary>
    </>
  );
  const { rerender } = render(place("a"));
  expect(screen.getByText("neighbour")).toBeTruthy();
  broken = false;
  fireEvent.click(screen.getByText("failed: no such head"));
  expect(screen.getByText("drawn")).toBeTruthy();
  broken = true;
  rerender(place("a"));
  expect(screen.getByText("failed: no such head")).toBeTruthy();
  broken = false;
  rerender(place("b"));
  expect(screen.getByText("drawn")).toBeTruthy();
});
