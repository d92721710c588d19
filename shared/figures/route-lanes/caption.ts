// What the lane diagram says of itself.

import type { PathRule } from "../../analysis/route-path/analysis.ts";
import { forcedAt, maskedOut } from "../../analysis/route-path/knobs.ts";
import { kindsOf, moduleName, type Stop } from "../../analysis/route-path/routes.ts";
import type { Language } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { closing, join } from "../parts/describe.ts";
import { tokenLabel } from "../parts/tokenAxis.ts";
import { fill } from "../parts/words.ts";
import { formatValue } from "../text/number.ts";
import type { LaneLayout } from "./layout.ts";
import { companions } from "./lit.ts";
import { kindWord } from "./words.ts";

interface CaptionInput {
  readonly trace: Trace;
  readonly layout: LaneLayout;
  readonly lit: number | null;
  readonly rule: PathRule;
  readonly most: number;
}

const SAY = {
  en: {
    title: "Routes of tokens through modules",
    what: "{model}: the modules that each token takes (route.choice, route.gate) over {steps} steps, layers {first} to {last}.",
    kind: "{kind}: {modules} modules, up to {places} a step",
    skip: "; the last lane, SKIP, does nothing.",
    lines:
      "Lines: the stream of a token parts into what it takes and joins again; width is the gate, {most} being the widest; SKIP is dashed.",
    cells: "Cells: what a token takes in its module's colour, paler the smaller the gate; {most} has the full colour.",
    reference: "By depth: the ordinary model from whose layers the modules came takes module s at step s.",
    use: "Use: share of all tokens that take the class.",
    shown: "Tokens {first} to {end} are shown.",
    lit: "Lit: token {token}, with {others} of the other tokens that go the same way ({rule}).",
    taken: "the same classes at every step",
    best: "the same best choice at every step",
    forced: "Forced: {list}.",
    one: "step {step} {kind} to {modules}",
    masked: "Out of the pool: {list}.",
  },
  zh: {
    title: "词元经过各模块的路径",
    what: "{model}：各词元在 {steps} 步（第 {first} 至 {last} 层）中所取的模块（route.choice、route.gate）。",
    kind: "{kind}：{modules} 个模块，每步至多取 {places} 个",
    skip: "；最后一条泳道 SKIP 不做任何事。",
    lines: "线：词元的残差流分入所取的模块再汇合；线宽为门控值，最宽为 {most}；SKIP 为虚线。",
    cells: "格：词元所取的模块，用该模块的颜色，门控值越小越浅；{most} 为全色。",
    reference: "按层序：模块所来自的普通模型在第 s 步用第 s 个模块。",
    use: "使用：取该类的词元占全部词元的比例。",
    shown: "显示第 {first} 至 {end} 个词元。",
    lit: "突出显示：第 {token} 个词元，以及走同一条路径的另外 {others} 个词元（{rule}）。",
    taken: "每步所取的类都相同",
    best: "每步的首选都相同",
    forced: "已指定：{list}。",
    one: "第 {step} 步{kind}取 {modules}",
    masked: "移出模块池：{list}。",
  },
} as const;

/** "step 2 attention to 3": every forced step among these stops. */
function forcedList(trace: Trace, stops: readonly Stop[], language: Language): string[] {
  return stops.flatMap((stop) => {
    const forced = forcedAt(trace.manifest, trace.knobs, stop.kind, stop.step);
    const modules = forced.map((module) => moduleName(stop, module)).join(" + ");
    return forced.length === 0 ? [] : [fill(SAY[language].one, { step: stop.step + 1, kind: kindWord(stop.kind, language), modules })];
  });
}

function maskedList(trace: Trace, stops: readonly Stop[], language: Language): string[] {
  return kindsOf(stops).flatMap((kind) => {
    const stop = stops.find((one) => one.kind === kind);
    const out = maskedOut(trace.manifest, trace.knobs, kind);
    return stop && out.length > 0 ? [`${kindWord(kind, language)} ${out.map((module) => moduleName(stop, module)).join(", ")}`] : [];
  });
}

export function laneCaption({ trace, layout, lit, rule, most }: CaptionInput, language: Language): { title: string; caption: string } {
  const say = SAY[language];
  const comma = language === "zh" ? "，" : ", ";
  const stops = layout.bands.map(({ stop }) => stop);
  const layers = stops.map(({ layer }) => layer + 1);
  const kinds = kindsOf(stops).map((kind) => {
    const stop = stops.find((one) => one.kind === kind);
    return fill(say.kind, { kind: kindWord(kind, language), modules: (stop?.classes ?? 1) - 1, places: stop?.places ?? 0 });
  });
  const kindList = kinds.join(language === "zh" ? "；" : "; ");
  const forced = forcedList(trace, stops, language);
  const masked = maskedList(trace, stops, language);
  const sentences = [
    fill(say.what, {
      model: trace.manifest.title,
      steps: new Set(stops.map(({ step }) => step)).size,
      first: Math.min(...layers),
      last: Math.max(...layers),
    }),
    `${kindList.charAt(0).toUpperCase()}${kindList.slice(1)}${say.skip}`,
    fill(layout.form === "lines" ? say.lines : say.cells, { most: formatValue(most) }),
    ...(layout.reference ? [say.reference] : []),
    ...(layout.use === null ? [] : [say.use]),
    ...(layout.first > 0 || layout.end < trace.tokens.length ? [fill(say.shown, { first: layout.first + 1, end: layout.end })] : []),
    ...(lit === null
      ? []
      : [fill(say.lit, { token: tokenLabel(trace.tokens, lit, true), others: companions(trace, lit, rule).length - 1, rule: say[rule] })]),
    ...(forced.length > 0 ? [fill(say.forced, { list: forced.join(comma) })] : []),
    ...(masked.length > 0 ? [fill(say.masked, { list: masked.join(comma) })] : []),
    ...closing(trace, language),
  ];
  return { title: say.title, caption: join(sentences, language) };
}
