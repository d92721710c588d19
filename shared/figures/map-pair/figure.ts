// One map of each of two models on the same text, and what the second gives more: A, B, B − A. The two have one range of
// colours so that they can be compared by eye, or one each so that a faint one shows; the difference is signed.

import { lensOutputs } from "../../lens/source.ts";
import { mapExtent } from "../../manifest/mapExtent.ts";
import type { Language } from "../../text.ts";
import { meanDistance } from "../../trace/difference.ts";
import { isCausal, MAP_ROLES } from "../../trace/maps.ts";
import { defineFigure } from "../contract.ts";
import { cellSentences, chooseMap, closing, colourSentence, facts, join, knobSentences, rangeFacts } from "../parts/describe.ts";
import { lensFacts, seenHeads, seenName, seenSentences } from "../parts/lens.ts";
import { drawnCells } from "../parts/map.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Plain } from "../scene.ts";
import { formatValue } from "../text/number.ts";
import { drawPanels } from "./draw.ts";
import { pairText } from "./numbers.ts";
import { pairOf, type Side, secondChoice } from "./pair.ts";
import { LETTERS, legendsOf, type Panel, panelsOf } from "./panel.ts";
import { pairSettings } from "./settings.ts";
import { TEXTS } from "./words.ts";

/** "Transformer, layer 3, head 5: attention probabilities (attention.map)" */
const described = ({ trace, map, ...side }: Side, language: Language): string =>
  `${trace.manifest.title}${language === "zh" ? "，" : ", "}${seenHeads({ map, ...side }, language)}${language === "zh" ? "：" : ": "}${seenName({ map, ...side }, language)} (${map.role})`;

export default defineFigure({
  title: { en: "Maps of two models", zh: "两个模型的注意力图" },
  summary: {
    en: "A map of each of two models on the same text, and the signed difference B − A.",
    zh: "两个模型在同一文本上的注意力图，以及带符号的差 B − A。",
  },
  compares: "must",
  needs: { any: MAP_ROLES.map((role) => ({ role })) },
  settings: pairSettings,
  outputs: (manifest, chosen, second = false) => {
    const captures = manifest.captures;
    const { map, heads } = second ? secondChoice(captures, mapExtent(manifest), chosen) : { map: chosen.map, heads: chosen.heads };
    return lensOutputs(
      captures,
      chooseMap(captures, map),
      heads.map(({ layer }) => layer),
      chosen,
    );
  },
  draw: (trace, chosen, paper, other = trace) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const pair = pairOf(trace, other, chosen);
    const panels = panelsOf(pair, chosen, on);
    const [a, b, last] = panels;
    const distance = pair.difference && meanDistance(pair.difference);
    const marked = chosen.marked.flatMap((one) => pairText(pair, one, language) ?? []);
    const colours =
      chosen.ranges === "shared"
        ? [`${say.colourBoth}${colourOf(a, language, b)}`]
        : [a, b].map((panel) => `${fill(say.colourOf, { name: LETTERS[panel.id] })}${colourOf(panel, language)}`);
    const cells = drawnCells(a.region, chosen.resolution);
    const { rows, columns } = a.source;
    const whole = a.region.row1 - a.region.row0 === rows && a.region.column1 - a.region.column0 === columns;
    const lens = seenSentences(trace, pair.first, language);
    const own = seenSentences(other, pair.second, language);
    const [text, ...counting] = closing({ ...trace, knobs: {} }, language);
    return compose(on, {
      title:
        language === "zh"
          ? `${trace.manifest.title}（A）与 ${other.manifest.title}（B）`
          : `${trace.manifest.title} (A) beside ${other.manifest.title} (B)`,
      caption: join(
        [
          fill(say.panels, { a: described(pair.first, language), b: described(pair.second, language) }),
          ...(last ? [say.difference] : pair.refusal ? [pair.refusal[language]] : []),
          ...(pair.alignment ? [fill(say.tokens, { first: trace.tokens.length, second: other.tokens.length })] : []),
          ...cellSentences(
            trace,
            { kind: a.source.kind, region: a.region, whole, words: pair.first.lens.words, combination: null, cells },
            language,
          ),
          ...lens,
          ...own.filter((sentence) => !lens.includes(sentence)),
          ...colours,
          ...(last ? [`${fill(say.colourOf, { name: LETTERS.difference })}${colourOf(last, language)}`] : []),
          ...(distance ? [fill(say.distanceSentence, { mean: formatValue(distance.mean), pairs: distance.pairs })] : []),
          ...marked.map((one) => `${one}${language === "zh" ? "。" : "."}`),
          text ?? "",
          ...[trace, other].flatMap((one, place) =>
            knobSentences(one, language).map((sentence) => fill(say.knobs, { letter: place === 0 ? "A" : "B", sentence })),
          ),
          ...counting,
        ],
        language,
      ),
      facts: facts(trace, {
        ...sideFacts(pair.first, a),
        against: { ...facts(other, sideFacts(pair.second, b)) } as Plain,
        region: { ...a.region },
        ranges: chosen.ranges,
        cells,
        ...(last ? { differenceColour: rangeFacts(last.range, last.source.kind) } : {}),
        ...(distance ? { meanDistance: distance.mean, pairs: distance.pairs } : {}),
      }),
      body: (top, room) => {
        const legends = legendsOf(panels, chosen.ranges === "shared", language, isCausal(trace));
        const statements = [
          ...(distance ? [fill(say.distance, { mean: formatValue(distance.mean), pairs: distance.pairs })] : []),
          ...marked,
        ];
        const foot = on.size * (1 + legends.length * 1.5) + (statements.length > 0 ? on.line * statements.length + on.size * 0.4 : 0);
        return drawPanels(
          on,
          panels,
          pair.alignment === null,
          chosen,
          top,
          room === undefined ? undefined : room - foot,
          legends,
          statements,
        );
      },
    });
  },
});

const sideFacts = ({ map, heads, ...side }: Side, { range, source }: Panel): Record<string, Plain> => ({
  map: { role: map.role, branch: map.branch ?? null },
  heads: heads.map(({ layer, head }) => ({ layer, head })),
  lens: lensFacts({ map, heads, ...side }),
  colour: rangeFacts(range, source.kind),
});

const largest = ({ found }: Panel): number => Math.max(found.high, -found.low);
const colourOf = (panel: Panel, language: Language, ...others: Panel[]): string =>
  colourSentence(panel.range, Math.max(...[panel, ...others].map(largest)), language);
