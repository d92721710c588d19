// The maps of the stage as a person uses them, for specs.

import { expect, type Locator, type Page } from "@playwright/test";
import { numberOf } from "./reference.ts";
import { chips } from "./window.ts";

export const map = (page: Page): Locator => page.locator("[data-map]");
export const readout = (page: Page): Locator => page.locator("[data-readout]");
export const head = (page: Page, name: string): Locator => page.locator(`[data-head="${name}"]`);
export const heading = (page: Page): Locator => page.getByRole("tabpanel").getByRole("heading", { level: 2 });

/** The number in a field of the card beside the cursor, or of another part of the window. */
export async function field(where: Locator, name: string): Promise<number> {
  return numberOf(await where.locator(`[data-field="${name}"]`).textContent());
}

/** The token pair that a part of the window says it reads. */
export async function pairOf(where: Locator): Promise<{ query: number; key: number }> {
  const [query, key] = [await where.getAttribute("data-query"), await where.getAttribute("data-key")];
  return { query: Number(query), key: Number(key) };
}

/** Pins a query and a key by their tokens in the prompt. */
export async function pinPair(page: Page, { query, key }: { readonly query: number; readonly key: number }): Promise<void> {
  await chips(page).nth(query).click();
  await chips(page)
    .nth(key)
    .click({ modifiers: ["ControlOrMeta"] });
}

/** A point of the stage's map, as shares of its box. */
export async function pointOf(page: Page, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await map(page).boundingBox();
  if (!box) throw new Error("the stage shows no map");
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

export async function hoverMap(page: Page, x: number, y: number): Promise<void> {
  const point = await pointOf(page, x, y);
  await page.mouse.move(point.x, point.y);
  await expect(readout(page)).toBeVisible();
}

/** Frames a second that the page gets while `work` goes on for a while. */
async function framesDuring(page: Page, work: (step: number) => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const counter = window as Window & { drawn?: number; counting?: boolean };
    counter.drawn = 0;
    counter.counting = true;
    const count = (): void => {
      counter.drawn = (counter.drawn ?? 0) + 1;
      if (counter.counting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const begun = Date.now();
  for (let step = 0; Date.now() - begun < 1500; step++) await work(step);
  const seconds = (Date.now() - begun) / 1000;
  const frames = await page.evaluate(() => {
    const counter = window as Window & { drawn?: number; counting?: boolean };
    counter.counting = false;
    return counter.drawn ?? 0;
  });
  return frames / seconds;
}

/**
 * Frames a second while the pointer moves along a line, the best of some rounds, as other work comes and goes; and
 * while nothing moves, to know what the machine has to give at this time.
 */
export async function framesWhileMoving(page: Page, from: Point, to: Point, rounds = 3): Promise<{ moving: number; idle: number }> {
  let [moving, idle] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    idle = Math.max(idle, await framesDuring(page, () => page.waitForTimeout(100)));
    const move = (step: number): Promise<void> => {
      const share = (step % 40) / 40;
      return page.mouse.move(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
    };
    moving = Math.max(moving, await framesDuring(page, move));
  }
  return { moving, idle };
}

interface Point {
  readonly x: number;
  readonly y: number;
}
