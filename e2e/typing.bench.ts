// From the last keystroke to new maps on the screen, at 64 tokens, in the whole app. The pause that the app waits for
// further keys is part of it.

import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { prompt, settled, status } from "./window.ts";

const ROUNDS = 11;
const TOKENS = 64;

/** Time from the last input event to the second frame after its run has ended, in milliseconds. */
function nextRun(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const line = document.querySelector('[data-testid="status"]');
        let typed = 0;
        let ran = false;
        const onInput = (): void => {
          typed = performance.now();
        };
        document.addEventListener("input", onInput, true);
        const observer = new MutationObserver(() => {
          const running = line?.querySelector(".status-running") != null;
          ran ||= running;
          if (running || !ran) return;
          observer.disconnect();
          document.removeEventListener("input", onInput, true);
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - typed)));
        });
        if (line) observer.observe(line, { childList: true, subtree: true });
      }),
  );
}

test("from the last keystroke to the maps", async ({ page }) => {
  await settled(page);
  // One letter and one blank make one token.
  await prompt(page).fill("a".concat(" a".repeat(TOKENS - 2)));
  await settled(page, TOKENS);
  await prompt(page).press("End");
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const time = nextRun(page);
    await page.keyboard.press("Backspace");
    await page.keyboard.press(round % 2 === 0 ? "b" : "c");
    const taken = await time;
    if (round > 0) times.push(taken);
    await settled(page, TOKENS);
  }
  const median = times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
  const engine = await status(page).locator("span").first().textContent();
  console.log(
    `last keystroke to maps at ${TOKENS} tokens (${engine}): median ${median.toFixed(0)} ms of ${times.length}, ${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)}`,
  );
  expect(median).toBeGreaterThan(0);
});
