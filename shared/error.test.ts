import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fromReport, HeddleError, localizedError, reportIn, toReport } from "./error.ts";

const both = localizedError("file-missing", { en: ["It is gone.", "Look."], zh: ["不见了。", "请查看。"] });

it("keeps both languages over a boundary where classes are lost", () => {
  const report = JSON.parse(JSON.stringify(toReport(both))) as ReturnType<typeof toReport>;
  const again = fromReport(report);
  expect([again.code, again.message, again.remedy, again.zh]).toEqual(["file-missing", "It is gone.", "Look.", ["不见了。", "请查看。"]]);
});

it("speaks the chosen language, and English where there is no other", () => {
  expect(reportIn(toReport(both), "zh")).toMatchObject({ code: "file-missing", message: "不见了。", remedy: "请查看。" });
  expect(reportIn(toReport(both), "en")).toMatchObject({ message: "It is gone.", remedy: "Look." });
  const english = toReport(new HeddleError("write-failed", "No.", "Free some space."));
  expect(reportIn(english, "zh")).toEqual(english);
});

it("says of what nobody foresaw, in both languages, what it is", () => {
  const report = toReport(new TypeError("x is not a function"));
  expect(reportIn(report, "en").message).toContain("x is not a function");
  expect(reportIn(report, "zh").message).toMatch(/\p{Script=Han}.*x is not a function/u);
});

it("is made in both languages wherever the engine makes one", () => {
  const folders = ["shared/engine", "shared/manifest", "renderer/engine", "renderer/app/run"];
  const files = folders
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((path) => /(?<!\.test)\.ts$/.test(path));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((path) => readFileSync(path, "utf8").includes("new HeddleError("))).toEqual([]);
});
