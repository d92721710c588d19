// What axe has to say against a part of the window: nothing.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Axe finds nothing in these parts of the window, in the theme that it has. */
export async function expectAccessible(page: Page, ...places: string[]): Promise<void> {
  const axe = new AxeBuilder({ page });
  for (const place of places.length > 0 ? places : [".place-stage"]) axe.include(place);
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
}

/** The same of the stage in either theme; the window is left in the light one. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}
