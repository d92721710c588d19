// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { mayPerform } from "./keys.ts";

/** The innermost element of this HTML. */
function inside(html: string): Element {
  document.body.innerHTML = html;
  let found: Element = document.body;
  while (found.firstElementChild) found = found.firstElementChild;
  return found;
}

describe("a key", () => {
  it.each([
    ["a text field", "<textarea></textarea>"],
    ["a search field", '<div role="searchbox"></div>'],
    ["a number", '<input type="number">'],
  ])("pressed in %s is that field's: letters, and undoing or deleting its own words", (_, html) => {
    const field = inside(html);
    for (const key of ["F", "[", "1", "ArrowLeft", "Mod+Z", "Shift+Mod+Z", "Mod+Backspace"])
      expect(mayPerform(field, key), key).toBe(false);
    expect(mayPerform(field, "Mod+K")).toBe(true);
  });

  it.each([
    ["checkbox", '<input type="checkbox">'],
    ["picker", "<select></select>"],
    ["slider", '<input type="range">'],
    ["row of tabs", '<div role="tablist"><button></button></div>'],
  ])("takes back what a %s has just changed", (_, html) => {
    expect(mayPerform(inside(html), "Mod+Z")).toBe(true);
    expect(mayPerform(inside(html), "Mod+Backspace")).toBe(true);
  });

  it.each([
    ["slider", '<input type="range">'],
    ["row of tabs", '<div role="tablist"><button></button></div>'],
    ["choice", '<div role="radiogroup"><input type="radio"></div>'],
  ])("that does not move a %s works there", (_, html) => {
    for (const key of ["F", "[", "1", "X", "?"]) expect(mayPerform(inside(html), key), key).toBe(true);
    for (const key of ["ArrowLeft", "Shift+ArrowDown", "Home"]) expect(mayPerform(inside(html), key), key).toBe(false);
  });

  it("belongs to an open list or dialog", () => {
    for (const role of ["listbox", "menu", "dialog"])
      expect(mayPerform(inside(`<div role="${role}"><button></button></div>`), "F")).toBe(false);
  });
});
