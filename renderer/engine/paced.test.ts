import { expect, it } from "vitest";
import type { LoadProgress } from "../../shared/engine/contract.ts";
import { paced } from "./paced.ts";

it("reports every stage at once, and within a stage no more than twenty times a second", () => {
  let time = 0;
  const told: string[] = [];
  const report = paced(
    ({ stage, loaded }) => told.push(`${stage} ${loaded}`),
    () => time,
  );
  const say = (stage: LoadProgress["stage"], loaded: number): void => report({ stage, loaded, total: 200 });
  for (let loaded = 0; loaded < 200; loaded++) {
    say("reading", loaded);
    time += 1;
  }
  say("checking", 200);
  say("preparing", 200);
  expect(told).toEqual(["reading 0", "reading 50", "reading 100", "reading 150", "checking 200", "preparing 200"]);
});
