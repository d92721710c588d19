// Measuring many prompts: each is run, marked and measured, and if asked its heads are switched off; every number goes into a
// mean. Needs nothing of the window: the same code serves the worker's client and the command line.

import { type AblationPlan, ablate, everyHead, type Run } from "../ablation/ablate.ts";
import { answerText, type Target, usualTarget } from "../ablation/answer.ts";
import { cancelled, throwIfCancelled } from "../engine/queue.ts";
import { HeddleError, localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { Spans } from "../measures/context.ts";
import type { HeadMeasures } from "../measures/measure.ts";
import { type HeadRef, type MapChoice, SPAN_KINDS, type SpanKind } from "../selection/selection.ts";
import { sha256Hex } from "../sha256.ts";
import { placesFor, type TextRange } from "../spans/pattern.ts";
import { tokensOf, withMarks } from "../spans/tokens.ts";
import type { KnobValues, Token, Trace } from "../trace/trace.ts";
import { addTo, noSums, type Sums, summaryOf } from "./interval.ts";
import type { DatasetPrompt } from "./prompts.ts";
import type { Column, DatasetResult } from "./result.ts";

/** What does the work. */
export interface DatasetTools {
  readonly run: Run;
  tokenize(text: string): Promise<readonly Token[]>;
  measure(trace: Trace, map: MapChoice, spans: Spans, signal?: AbortSignal): Promise<HeadMeasures>;
  match(text: string, pattern: string): Promise<TextRange[]>;
}

export interface DatasetPlan {
  readonly manifest: Manifest;
  readonly knobs: KnobValues;
  readonly map: MapChoice;
  /** Name of the file, for the result and for errors. */
  readonly name: string;
  readonly prompts: readonly DatasetPrompt[];
  /** For kinds that a prompt does not mark itself; "" marks nothing. */
  readonly patterns: Readonly<Record<SpanKind, string>>;
  readonly ablation: {
    /** null: as the marks of each prompt suggest. */
    readonly target: Target | null;
    /** Whether every head is switched off by itself. */
    readonly each: boolean;
    /** Heads to switch off together. */
    readonly set: readonly HeadRef[];
  } | null;
}

/** How far the work has come. */
export interface DatasetProgress {
  readonly done: number;
  readonly total: number;
  /** Runs of the model so far. */
  readonly runs: number;
}

/**
 * Measures all prompts. Cancelling gives what was finished until then, as a result that says so.
 * @throws HeddleError `text-too-long` before anything is run where a prompt is, and what the engine throws, with the line
 */
export async function runDataset(
  tools: DatasetTools,
  plan: DatasetPlan,
  onProgress: (progress: DatasetProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<DatasetResult> {
  await checkLengths(tools, plan, signal);
  const gathered = gather();
  let runs = 0;
  const counted: Run = async (request, ofSignal) => {
    const trace = await tools.run(request, ofSignal);
    runs++;
    onProgress({ done: gathered.prompts, total: plan.prompts.length, runs });
    return trace;
  };
  for (const prompt of plan.prompts) {
    if (signal?.aborted) break;
    try {
      await measurePrompt({ ...tools, run: counted }, plan, prompt, gathered, signal);
    } catch (thrown) {
      if (signal?.aborted) break;
      throw withLine(thrown, plan.name, prompt.line);
    }
    onProgress({ done: gathered.prompts, total: plan.prompts.length, runs });
  }
  if (gathered.prompts === 0) throw cancelled();
  return gathered.result(plan);
}

/** An error of one prompt says which. */
function withLine(thrown: unknown, name: string, line: number): unknown {
  if (!(thrown instanceof HeddleError)) return thrown;
  const { code, message, remedy, zh } = thrown;
  const text = {
    en: [`${name}, line ${line}: ${message}`, remedy],
    zh: [`${name} 第 ${line} 行：${zh?.[0] ?? message}`, zh?.[1] ?? remedy],
  } as const;
  return localizedError(code, text, thrown);
}

async function checkLengths(
  { tokenize }: DatasetTools,
  { manifest, name, prompts }: DatasetPlan,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { context } = manifest.size;
  for (const { line, text } of prompts) {
    throwIfCancelled(signal);
    const { length } = await tokenize(text);
    if (length > context)
      throw localizedError("text-too-long", {
        en: [
          `${name}, line ${line}: it has ${length} tokens; ${manifest.title} reads at most ${context}.`,
          "Nothing was run. Shorten the line or take it out.",
        ],
        zh: [
          `${name} 第 ${line} 行：共 ${length} 个词元，${manifest.title} 最多读 ${context} 个。`,
          "尚未运行任何内容。请缩短或删去该行。",
        ],
      });
  }
}

/** The marks of a prompt as runs of its tokens. */
async function spansOf(
  tools: DatasetTools,
  { patterns }: DatasetPlan,
  { text, marks }: DatasetPrompt,
  tokens: readonly Token[],
): Promise<Spans> {
  let spans: Spans = [];
  for (const kind of SPAN_KINDS) {
    const own = marks.filter((mark) => mark.kind === kind);
    const found = own.length > 0 || patterns[kind] === "" ? own : placesFor(kind, await tools.match(text, patterns[kind]));
    const runs = found.map((range) => tokensOf(tokens, range)).filter((run) => run !== null);
    if (runs.length > 0) spans = withMarks(spans, kind, runs);
  }
  return spans;
}

async function measurePrompt(
  tools: DatasetTools,
  plan: DatasetPlan,
  prompt: DatasetPrompt,
  gathered: ReturnType<typeof gather>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { manifest, map, knobs, ablation } = plan;
  const outputs = manifest.captures
    .filter(({ role, branch }) => role === "logits" || (role === map.role && branch === map.branch))
    .map(({ output }) => output);
  const trace = await tools.run({ text: prompt.text, outputs, knobs }, signal);
  const spans = await spansOf(tools, plan, prompt, trace.tokens);
  const measures = await tools.measure(trace, map, spans, signal);
  const answered = ablation && spans.some(({ kind }) => kind === "answer");
  const target = ablation?.target ?? usualTarget(spans, trace.tokens.length);
  const changes = answered
    ? await ablatePrompt(tools.run, plan, { answer: answerText(prompt.text, trace.tokens, spans, target), target }, signal)
    : null;
  gathered.add(prompt, trace.tokens.length, measures, changes);
}

interface Changes {
  readonly target: Target;
  readonly baseline: number;
  /** Of the set together; NaN where it is empty. */
  readonly change: number;
  /** Of each head by itself; empty where this was not asked for. */
  readonly heads: readonly number[];
}

async function ablatePrompt(
  run: Run,
  { manifest, knobs, ablation }: DatasetPlan,
  { answer, target }: Pick<AblationPlan, "answer"> & { readonly target: Target },
  signal: AbortSignal | undefined,
): Promise<Changes> {
  const set = ablation?.set ?? [];
  const each = ablation?.each ? everyHead(manifest) : [];
  const { baseline, results } = await ablate(
    run,
    { manifest, answer, knobs, sets: [...(set.length > 0 ? [set] : []), ...each] },
    undefined,
    signal,
  );
  const changes = results.map(({ change }) => change);
  return {
    target,
    baseline: baseline.logProbability,
    change: set.length > 0 ? (changes[0] ?? Number.NaN) : Number.NaN,
    heads: changes.slice(set.length > 0 ? 1 : 0),
  };
}

/** Sums of everything, prompt by prompt. */
function gather() {
  let first: HeadMeasures | null = null;
  let target: Target | null = null;
  const columns = new Map<string, Sums[]>();
  const overall = new Map<string, Sums>();
  const [baseline, change] = [noSums(), noSums()];
  let heads: Sums[] = [];
  const each: DatasetResult["each"] = [];
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

  return {
    get prompts() {
      return each.length;
    },
    add({ line }: DatasetPrompt, tokens: number, measures: HeadMeasures, changes: Changes | null): void {
      first ??= measures;
      const means: Record<string, number | null> = {};
      for (const [id, values] of Object.entries(measures.values)) {
        const sums = columns.get(id) ?? Array.from(values, noSums);
        columns.set(id, sums);
        const all = noSums();
        values.forEach((value, at) => {
          addTo(sums[at] ?? noSums(), value);
          addTo(all, value);
        });
        const mean = all.n === 0 ? Number.NaN : all.mean;
        means[id] = finite(mean);
        const total = overall.get(id) ?? noSums();
        overall.set(id, total);
        addTo(total, mean);
      }
      if (changes) {
        target ??= changes.target;
        addTo(baseline, changes.baseline);
        addTo(change, changes.change);
        if (heads.length === 0) heads = changes.heads.map(noSums);
        for (const [at, value] of changes.heads.entries()) addTo(heads[at] ?? noSums(), value);
      }
      each.push({ line, tokens, means, baseline: finite(changes?.baseline ?? Number.NaN), change: finite(changes?.change ?? Number.NaN) });
    },
    result({ manifest, knobs, map, name, prompts, patterns, ablation }: DatasetPlan): DatasetResult {
      return {
        format: "heddle-measures/1",
        model: { id: manifest.id, title: manifest.title, sha256: manifest.graph.sha256 },
        knobs: Object.fromEntries(Object.entries(knobs).map(([input, elements]) => [input, [...elements]])),
        map: { ...map },
        kind: first?.kind ?? "probability",
        prompts: name,
        promptsSha256: sha256Hex(JSON.stringify(prompts)),
        patterns: { ...patterns },
        complete: each.length === prompts.length,
        heads: (first?.heads ?? []).map((head) => ({ ...head })),
        measures: Object.fromEntries(Array.from(columns, ([id, sums]) => [id, columnOf(sums)])),
        overall: Object.fromEntries(Array.from(overall, ([id, sums]) => [id, summaryOf(sums)])),
        each,
        ablation: ablation && {
          target: target ?? ablation.target ?? "after",
          baseline: summaryOf(baseline),
          set: ablation.set.map((head) => ({ ...head })),
          change: ablation.set.length > 0 ? summaryOf(change) : null,
          heads: ablation.each && heads.length > 0 ? columnOf(inOrder(first?.heads ?? [], everyHead(manifest), heads)) : null,
        },
      };
    },
  };
}

/** The sums of switched heads in the order of the measured heads. */
function inOrder(heads: readonly HeadRef[], switched: readonly (readonly HeadRef[])[], sums: readonly Sums[]): Sums[] {
  return heads.map(({ layer, head }) => sums[switched.findIndex(([one]) => one?.layer === layer && one.head === head)] ?? noSums());
}

function columnOf(sums: readonly Sums[]): Column {
  const all = sums.map(summaryOf);
  return { mean: all.map(({ mean }) => mean), low: all.map(({ low }) => low), high: all.map(({ high }) => high), n: all.map(({ n }) => n) };
}
