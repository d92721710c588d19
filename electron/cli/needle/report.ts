// What a sweep says while it runs and when it ends: plain lines.

import { formatShare } from "../../../shared/figures/text/number.ts";
import { attentionShares, compareModels, countAnswers, noiseOf } from "../../../shared/needle/findings.ts";
import type { Finished, NeedleResult } from "../../../shared/needle/result.ts";
import { allRight } from "../../../shared/needle/result.ts";
import { conditionName, findScore, intervalOf, type Score, scoresOf } from "../../../shared/needle/scores.ts";
import type { SweepProgress } from "../../../shared/needle/sweep.ts";
import type { EngineInfo } from "../../../shared/trace/trace.ts";

/** "1 h 5 min", "4 min 10 s", "7 s" */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** "native, 4 threads each, 2 at a time", as a result keeps it. @param info null where nothing was left to compute */
export function engineText(info: EngineInfo | null, size: number): string {
  if (!info) return "command line";
  const threads = info.threads > 1 ? `, ${info.threads} threads each` : "";
  return `${info.provider === "native" ? "native" : "WASM"}${threads}, ${size} at a time`;
}

/** One line for a finished cell. */
export function cellLine(finished: Finished, { cells, samplesPerSecond, secondsLeft }: SweepProgress): string {
  const left = secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`;
  const pace = `[${cells.done}/${cells.all}, ${samplesPerSecond.toFixed(1)} samples/s${left}]`;
  if (finished.kind === "ablation") {
    const { model, off, draw, right } = finished.ablation;
    const which = draw === null ? "best retrieval" : "random";
    return `${model}, ${off.length} ${which} heads off: ${right.filter(Boolean).length} of ${right.length} right  ${pace}`;
  }
  const { model, needles, queries, length, depth, samples } = finished.cell;
  const found = samples ? `${samples.filter(allRight).length} of ${samples.length} right` : "the needles do not fit";
  return `${model}, N = ${needles}, R = ${queries}, ${length} tokens, depth ${depth} %: ${found}  ${pace}`;
}

const percent = (share: number): string => formatShare(share);

/** "84% (80% to 87%)" */
function withInterval(score: Score | null | undefined): string {
  if (!score) return "—";
  const interval = intervalOf(score);
  return interval ? `${percent(score.share)} (${percent(interval.low)} to ${percent(interval.high)})` : percent(score.share);
}

const P_DIGITS = 1e-4;
const pValue = (p: number): string => (p < P_DIGITS ? "p < 0.0001" : `p = ${p.toFixed(4)}`);

/** The findings of a result: shares with 95 % intervals, each two neighbours compared on the same prompts, mistakes, attention. */
export function summary(result: NeedleResult): string[] {
  const all = scoresOf(result, "all");
  const each = scoresOf(result, "each");
  const lines: string[] = [];
  for (const condition of all.conditions) {
    lines.push("", `${conditionName(condition)}: right prompts, with 95 % intervals`);
    for (const { id, title } of result.models) {
      const filter = { model: id, condition };
      const lengths = all.lengths.map((length) => `${length}: ${withInterval(findScore(all, { ...filter, length }))}`);
      lines.push(`  ${title}: ${withInterval(findScore(all, filter))}; by length ${lengths.join(", ")}`);
      if ((condition.queries ?? 1) > 1) lines.push(`    right answers: ${withInterval(findScore(each, filter))}`);
      const { right, ...mistakes } = countAnswers(result, filter);
      const wrong = Object.entries(mistakes).filter(([, count]) => count > 0);
      if (wrong.length > 0)
        lines.push(`    ${right} answers right; instead: ${wrong.map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
      const shares = attentionShares(result, filter);
      if (shares)
        lines.push(
          `    attention to the answer ${percent(shares.absolute.answer)}, to noise ${percent(noiseOf(shares.absolute))} (${shares.answers} answers)`,
        );
    }
    for (let i = 1; i < result.models.length; i++) {
      const [first, second] = [result.models[i - 1], result.models[i]];
      const found = first && second && compareModels(result, first.id, second.id, { condition });
      if (found)
        lines.push(
          `  ${second.title} − ${first.title}: ${percent(found.difference)} (${percent(found.low)} to ${percent(found.high)}), McNemar ${pValue(found.p)}; only ${second.title} right ${found.second}, only ${first.title} ${found.first}`,
        );
    }
  }
  for (const { id, title } of result.models) {
    const sets = result.ablations.filter(({ model }) => model === id);
    for (const count of [...new Set(sets.map(({ off }) => off.length))]) {
      const share = (best: boolean): string => {
        const right = sets.filter(({ off, draw }) => off.length === count && (draw === null) === best).flatMap((set) => set.right);
        return right.length === 0 ? "—" : percent(right.filter(Boolean).length / right.length);
      };
      lines.push(
        `${lines.at(-1)?.startsWith("Heads") ? "" : "\n"}Heads off, ${title}: ${count} best retrieval ${share(true)}, ${count} random ${share(false)}`,
      );
    }
  }
  return lines;
}
