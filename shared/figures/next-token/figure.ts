// The most probable next tokens: softmax of the logits of one position, divided by the temperature.
//   p_i = exp(z_i / T) / Σ_j exp(z_j / T) over the whole vocabulary

import * as v from "valibot";
import { nextTokens } from "../../analysis/next-token/analysis.ts";
import { lacking, REMEDIES } from "../../trace/lacking.ts";
import { findCapture } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { closing, facts, join } from "../parts/describe.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Mark } from "../scene.ts";
import { printable, shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";

const settings = v.strictObject({
  temperature: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(100)), 1),
  /** How many tokens to list. */
  top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)), 10),
  /** After which token; null: the last. */
  position: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
});

/** A probability with three decimals, or as a power of ten where that would be 0. */
const share = (value: number): string => (value !== 0 && value < 0.0005 ? formatValue(value, 2) : value.toFixed(3));

export default defineFigure({
  title: { en: "Next token", zh: "下一个词元" },
  summary: { en: "The tokens that the model finds most probable after the text.", zh: "模型认为文本之后最可能出现的词元。" },
  needs: { all: [{ role: "logits" }] },
  settings,
  outputs: (manifest) => manifest.captures.filter(({ role }) => role === "logits").map((capture) => capture.output),
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const { size, theme } = on;
    const logits = findCapture(trace.captures, "logits");
    const [count = 0, vocabulary = 0] = logits?.shape ?? [];
    const position = Math.min(chosen.position ?? count - 1, count - 1);
    if (!logits || position < 0) throw lacking("logits", REMEDIES.again);
    const found = nextTokens(logits.data.subarray(position * vocabulary, (position + 1) * vocabulary), chosen.temperature).slice(
      0,
      chosen.top,
    );
    const rest = Math.max(0, 1 - found.reduce((sum, { probability }) => sum + probability, 0));
    const label = (id: number): string => printable(trace.vocabulary?.[id] ?? `#${id}`);
    const after = printable(trace.tokens[position]?.label ?? "");
    const temperature = formatValue(chosen.temperature);
    const others = vocabulary - found.length;
    const masked = trace.manifest.task === "masked";
    const sentences =
      language === "zh"
        ? [
            masked
              ? `${trace.manifest.title} 在第 ${position + 1} 个词元“${after}”处的词元概率（logits）。`
              : `${trace.manifest.title} 在第 ${position + 1} 个词元“${after}”之后的下一个词元概率（logits）。`,
            `温度 ${temperature}；在全部 ${vocabulary} 个词元上做 softmax；列出 ${found.length} 个，其余 ${others} 个共占 ${share(rest)}。`,
          ]
        : [
            masked
              ? `${trace.manifest.title}: probability of each token at token ${position + 1}, “${after}” (logits).`
              : `${trace.manifest.title}: probability of the next token after token ${position + 1}, “${after}” (logits).`,
            `Temperature ${temperature}; softmax over all ${vocabulary} tokens; the ${found.length} most probable are listed, the other ${others} share ${share(rest)}.`,
          ];
    const title =
      language === "zh"
        ? `“${after}”${masked ? "处" : "之后"}的词元，温度 ${temperature}`
        : `${masked ? "Token at" : "Next token after"} “${after}”, temperature ${temperature}`;
    return compose(on, {
      title,
      caption: join([...sentences, ...closing(trace, language)], language),
      facts: facts(trace, {
        position,
        temperature: chosen.temperature,
        listed: found.map(({ id, probability }) => ({ id, token: label(id), probability })),
        rest,
      }),
      body: (top) => {
        const words = found.map(({ id }) => ({ whole: label(id), text: shorten(label(id), on.width * 0.35, size) }));
        const left = on.left + Math.max(...words.map(({ text }) => textWidth(text, size))) + size * 0.6;
        const numbers = Math.max(...found.map(({ probability }) => textWidth(share(probability), size))) + size * 0.6;
        const width = Math.max(size, on.left + on.width - numbers - left);
        const most = found[0]?.probability || 1;
        const step = size * 1.5;
        const marks: Mark[] = [];
        const word = { size, baseline: "middle" } as const;
        for (const [i, { probability }] of found.entries()) {
          const y = top + step * (i + 0.5);
          const { whole, text } = words[i] ?? { whole: "", text: "" };
          const length = (width * probability) / most;
          marks.push({
            type: "text",
            x: left - size * 0.5,
            y,
            text,
            ...word,
            fill: theme.ink,
            anchor: "end",
            ...(text === whole ? {} : { title: whole }),
          });
          marks.push({ type: "rect", x: left, y: y - size * 0.5, width: length, height: size, fill: theme.series });
          marks.push({
            type: "text",
            x: left + length + size * 0.5,
            y,
            text: share(probability),
            ...word,
            fill: theme.ink,
            anchor: "start",
          });
        }
        const foot = top + step * (found.length + 0.5);
        const unit = `${WORDS.probability[language]}${language === "zh" ? `，温度 ${temperature}` : `, temperature ${temperature}`}`;
        // Begins under the bars where it fits there, else as far left as it must.
        const from = Math.max(on.left, Math.min(left, on.left + on.width - textWidth(unit, size)));
        marks.push({ type: "text", x: from, y: foot, text: unit, ...word, fill: theme.muted, anchor: "start" });
        return { marks: [{ type: "group", name: "bars", marks }], frames: [], bottom: foot + step / 2 };
      },
    });
  },
});
