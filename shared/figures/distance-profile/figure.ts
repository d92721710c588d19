// How far back attention goes: bars over distances that double, against what even attention to all visible keys would
// give. Negative weights go down from zero.

import * as v from "valibot";
import { type DistanceBin, distanceProfile } from "../../analysis/distance-profile/profile.ts";
import { localizedError } from "../../error.ts";
import { lensSettings } from "../../lens/settings.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, chooseMap, closing, facts, join } from "../parts/describe.ts";
import { ANY_MAP, lensFacts, seenHeads, seenLegend, seenMap, seenName, seenOutputs, seenSentences } from "../parts/lens.ts";
import { line } from "../parts/path.ts";
import { plot } from "../parts/plot.ts";
import { headsSetting, mapSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";

const settings = v.strictObject({
  map: mapSetting,
  heads: headsSetting,
  ...lensSettings,
});

const TEXTS = {
  en: {
    tokens: "tokens between query and key",
    words: "words between query and key",
    said: "Bars: what lies at these distances, mean over the queries; distances double from bar to bar.",
    negative: "Negative weights are added up apart and go down.",
    even: "Marks: what attention that is even over all visible keys would give.",
    evenName: "even attention",
    scores: "Raw scores add up to nothing: the distance profile needs attention weights.",
    remedy: "Choose another map.",
    nothing: "no key is left",
  },
  zh: {
    tokens: "查询与键相距的词元数",
    words: "查询与键相距的词数",
    said: "柱：各距离处的值，对查询取平均；距离逐柱加倍。",
    negative: "负权重单独求和，向下画出。",
    even: "横线：若注意力在所有可见键上平均分布所应有的值。",
    evenName: "平均分布",
    scores: "原始分数不能求和：距离分布需要注意力权重。",
    remedy: "请选择其他图。",
    nothing: "没有剩下的键",
  },
} as const;

/** "0", "1", "2–3", "4–7"; short: "4". */
const binName = ({ from, to }: DistanceBin, short: boolean): string => (from === to || short ? String(from) : `${from}–${to}`);

export default defineFigure({
  title: { en: "Attention by distance", zh: "注意力与距离" },
  summary: { en: "How much attention goes how many tokens back.", zh: "注意力在不同距离上的分布。" },
  needs: ANY_MAP,
  settings,
  outputs: seenOutputs,
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const what = { map: chooseMap(trace.captures, chosen.map), heads: chosen.heads, lens: chosen };
    const { source } = seenMap(trace, what);
    if (source.kind === "logit")
      throw localizedError("not-supported", { en: [TEXTS.en.scores, TEXTS.en.remedy], zh: [TEXTS.zh.scores, TEXTS.zh.remedy] });
    const bins = distanceProfile(source);
    const signed = bins.some(({ negative }) => negative > 0);
    // Even attention has the sum of shares; other weights have no such yardstick.
    const shares = source.kind === "probability";
    const name = `${seenHeads(what, language)}${language === "zh" ? "：" : ": "}${seenName(what, language)}`;
    const list = bins.map(
      (bin) => `${binName(bin, false)}: ${formatValue(bin.positive)}${bin.negative > 0 ? ` / ${formatValue(-bin.negative)}` : ""}`,
    );
    return compose(on, {
      title: capitalise(name),
      caption: join(
        [
          language === "zh" ? `${trace.manifest.title}，${name}。` : `${trace.manifest.title}, ${name} (${what.map.role}).`,
          say.said,
          ...(signed ? [say.negative] : []),
          ...(shares ? [say.even] : []),
          ...(list.length > 0 ? [`${list.join(language === "zh" ? "，" : ", ")}${language === "zh" ? "。" : "."}`] : []),
          ...seenSentences(trace, what, language),
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        map: { role: what.map.role, branch: what.map.branch ?? null },
        heads: chosen.heads.map(({ layer, head }) => ({ layer, head })),
        lens: lensFacts(what),
        bins: bins.map((bin) => ({ ...bin })),
      }),
      body: (top, room) =>
        bars(
          on,
          bins,
          shares,
          seenLegend(source.kind, what, trace.tokens.length, language),
          say[chosen.words ? "words" : "tokens"],
          say,
          top,
          room,
        ),
    });
  },
});

function bars(
  on: Sheet,
  bins: readonly DistanceBin[],
  shares: boolean,
  valueName: string,
  distanceName: string,
  say: (typeof TEXTS)["en" | "zh"],
  top: number,
  room: number | undefined,
): Body {
  const { size, theme } = on;
  const low = Math.max(0, ...bins.map(({ negative }) => negative));
  const high = Math.max(0, ...bins.map(({ positive, even }) => Math.max(positive, shares ? even : 0)));
  const under = on.line * 2 + size * 0.7;
  // The key of the marks has its own line over the box, so that it hides no bar.
  const keyHeight = shares && bins.length > 0 ? on.line : 0;
  const chart = plot({
    on,
    top: top + keyHeight,
    // A tall narrow box makes small shares look large.
    room: room === undefined ? undefined : Math.min(room - keyHeight, on.width * 1.1 + under),
    x: null,
    y: [low === 0 ? 0 : -low * 1.1, high * 1.1],
    names: { y: valueName },
    ems: 22,
    below: under,
  });
  const marks: Mark[] = [...chart.marks];
  const slot = chart.width / Math.max(1, bins.length);
  const wide = slot * 0.72;
  const zero = chart.y(0);
  const widest = Math.max(0, ...bins.map((bin) => textWidth(binName(bin, false), size)));
  const short = widest + size * 0.4 > slot;
  const step = Math.max(1, Math.ceil((Math.max(0, ...bins.map((bin) => textWidth(binName(bin, short), size))) + size * 0.4) / slot));
  for (const [place, bin] of bins.entries()) {
    const left = chart.left + slot * place + (slot - wide) / 2;
    marks.push({ type: "rect", x: left, y: chart.y(bin.positive), width: wide, height: zero - chart.y(bin.positive), fill: theme.series });
    if (bin.negative > 0)
      marks.push({ type: "rect", x: left, y: zero, width: wide, height: chart.y(-bin.negative) - zero, fill: theme.danger });
    if (shares) marks.push(dash(left - slot * 0.1, wide + slot * 0.2, chart.y(bin.even), theme.reference));
    if (place % step === 0)
      marks.push({
        type: "text",
        x: chart.left + slot * (place + 0.5),
        y: chart.top + chart.height + size * 1.2,
        text: binName(bin, short),
        size,
        fill: theme.ink,
        anchor: "middle",
        baseline: "middle",
      });
  }
  const word = { size, baseline: "middle", fill: theme.muted } as const;
  marks.push({
    type: "text",
    x: on.left + on.width,
    y: chart.top + chart.height + size * 1.2 + on.line,
    text: shorten(bins.length === 0 ? say.nothing : `${distanceName} →`, on.width, size),
    ...word,
    anchor: "end",
  });
  if (keyHeight > 0) {
    const middle = top + on.line / 2;
    marks.push(dash(on.left, size * 1.6, middle, theme.reference));
    marks.push({
      type: "text",
      x: on.left + size * 2,
      y: middle,
      text: shorten(say.evenName, on.width - size * 2, size),
      ...word,
      anchor: "start",
    });
  }
  return { marks: [{ type: "group", name: "bars", marks }], frames: [], bottom: chart.bottom };
}

function dash(x: number, width: number, y: number, stroke: string): Mark {
  const d = line([
    [x, y],
    [x + width, y],
  ]);
  return { type: "path", d, fill: "none", stroke, strokeWidth: 1.4 };
}
