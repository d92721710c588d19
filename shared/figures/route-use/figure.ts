// How much each module is used: step by module, or class of tokens by module, as coloured cells with their numbers.

import * as v from "valibot";
import { entropyAt } from "../../analysis/route-entropy/analysis.ts";
import { orderKept } from "../../analysis/route-order/analysis.ts";
import { kindsOf, moduleName, noRoutes, ROUTE_NEEDS, readStops, type Stop } from "../../analysis/route-path/routes.ts";
import { skipRates } from "../../analysis/route-skip/analysis.ts";
import { type RouteUse, routeUse } from "../../analysis/route-use/analysis.ts";
import { TOKEN_CLASS_NAMES } from "../../analysis/route-use/tokenClass.ts";
import type { Language } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { sequentialScale } from "../colour/scale.ts";
import { defineFigure } from "../contract.ts";
import { closing, facts, join } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { colourSettings } from "../parts/settings.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import { kindWord, WORDS } from "../route-lanes/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { formatShare } from "../text/number.ts";
import { drawTable, tableSize, type UseTable } from "./table.ts";

const settings = v.strictObject({
  /** Rows: the steps, or the classes of tokens over all steps. */
  by: v.optional(v.picklist(["step", "class"]), "step"),
  /** What a cell says: the share of tokens that take the class, or the mean of its gate. */
  measure: v.optional(v.picklist(["share", "gate"]), "share"),
  /** One kind of router; null: all of them. */
  kind: v.optional(v.nullable(v.string()), null),
  sequential: colourSettings.sequential,
});

type Settings = v.InferOutput<typeof settings>;

const SAY = {
  en: {
    title: { step: "Use of the modules by step", class: "Use of the modules by class of tokens" },
    share: "share of tokens",
    gate: "mean gate",
    measure: {
      share: "{model}: the share of tokens that take each class of the router (route.choice); a row adds up to the classes taken a step.",
      gate: "{model}: the mean gate of each class of the router (route.gate), 0 where a token does not take it; a row adds up to 1 where all gates do.",
    },
    by: {
      step: "Beside: H, mean entropy of the router's probabilities in nats, at most ln(classes); I, what the token tells of the choice, in nats; none, share of tokens that take no module; order, share of tokens whose best choice at step s is module s.",
      class: "Classes of tokens are told from their texts; each number is the mean over the steps. In brackets: tokens.",
    },
    skip: "SKIP is the class that does nothing.",
    extras: { entropy: "H", information: "I", idle: "none", order: "order" },
  },
  zh: {
    title: { step: "各步的模块使用", class: "各类词元的模块使用" },
    share: "词元比例",
    gate: "平均门控值",
    measure: {
      share: "{model}：取路由器各类的词元比例（route.choice）；每行之和为每步所取的类数。",
      gate: "{model}：路由器各类的平均门控值（route.gate），未取时为 0；门控值之和为 1 时每行之和为 1。",
    },
    by: {
      step: "旁列：H 为路由概率的平均熵（nat，至多为 ln 类数）；I 为词元对选择的信息量（nat）；空 为未取任何模块的词元比例；序 为在第 s 步首选第 s 个模块的词元比例。",
      class: "词元类别由其文本判定；每个数为各步的平均。括号内为词元数。",
    },
    skip: "SKIP 是不做任何事的类。",
    extras: { entropy: "H", information: "I", idle: "空", order: "序" },
  },
} as const;

const columnsOf = (stop: Stop): string[] => Array.from({ length: stop.classes }, (_, module) => moduleName(stop, module));

function stepTable(trace: Trace, kind: string, use: RouteUse, { measure }: Settings, language: Language): Omit<UseTable, "name"> {
  const say = SAY[language].extras;
  const stops = readStops(trace);
  const [rates, order] = [skipRates(trace), orderKept(trace)];
  const own = stops.flatMap((stop, index) => (stop.kind === kind ? [{ stop, index }] : []));
  return {
    columns: own[0] ? columnsOf(own[0].stop) : [],
    extras: [say.entropy, say.information, say.idle, say.order],
    format: measure === "share" ? formatShare : (value) => value.toFixed(2),
    rows: own.map(({ stop, index }) => {
      const entropy = entropyAt(stop);
      const kept = order[index]?.kept ?? null;
      return {
        name: fill(WORDS.step[language], { step: stop.step + 1 }),
        cells: [...(use.steps[index]?.[measure] ?? [])],
        extras: [
          entropy.mean.toFixed(2),
          entropy.information.toFixed(2),
          formatShare(rates[index]?.idle ?? 0),
          kept === null ? "–" : formatShare(kept),
        ],
      };
    }),
  };
}

function classTable(trace: Trace, kind: string, use: RouteUse, { measure }: Settings, language: Language): Omit<UseTable, "name"> {
  const stop = readStops(trace).find((one) => one.kind === kind);
  return {
    columns: stop ? columnsOf(stop) : [],
    extras: [],
    format: measure === "share" ? formatShare : (value) => value.toFixed(2),
    rows: use.classes
      .filter((one) => one.kind === kind)
      .map((one) => ({ name: `${TOKEN_CLASS_NAMES[one.tokenClass][language]} (${one.tokens})`, cells: [...one[measure]], extras: [] })),
  };
}

export default defineFigure({
  title: { en: "Module use", zh: "模块使用" },
  summary: {
    en: "How many tokens take each module, by step or by class of tokens, with the numbers.",
    zh: "取用各模块的词元比例，按步或按词元类别，附数值。",
  },
  needs: ROUTE_NEEDS,
  settings,
  outputs: (manifest) => manifest.captures.filter(({ role }) => role.startsWith("route.")).map((capture) => capture.output),
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = SAY[language];
    const on = sheet(paper);
    const all = readStops(trace);
    const kinds = kindsOf(all).filter((kind) => chosen.kind === null || kind === chosen.kind);
    if (kinds.length === 0) throw noRoutes(chosen.kind, all);
    const use = routeUse(trace);
    const scale = sequentialScale(chosen.sequential, paper.theme, 0, 1, false);
    const tables = kinds.map((kind): UseTable & { kind: string } => ({
      kind,
      name: kindWord(kind, language),
      ...(chosen.by === "step" ? stepTable : classTable)(trace, kind, use, chosen, language),
    }));
    const sentences = [
      fill(say.measure[chosen.measure], { model: trace.manifest.title }),
      say.skip,
      say.by[chosen.by],
      ...closing(trace, language),
    ];
    return compose(on, {
      title: say.title[chosen.by],
      caption: join(sentences, language),
      facts: facts(trace, {
        by: chosen.by,
        measure: chosen.measure,
        tables: tables.map(({ kind, columns, rows }) => ({
          kind,
          columns: [...columns],
          rows: rows.map(({ name, cells }) => ({ name, cells: [...cells] })),
        })),
      }),
      body: (top) => {
        const between = on.size * 3;
        const half = (on.width - between * (tables.length - 1)) / tables.length;
        const beside = tables.map((table) => tableSize(on, table, half));
        // Beside one another where each has all of its numbers.
        const row = tables.every((table, i) => (beside[i]?.extras.length ?? 0) === table.extras.length && (beside[i]?.width ?? 0) <= half);
        const sizes = row ? beside : tables.map((table) => tableSize(on, table, on.width));
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        let [x, y, bottom] = [on.left, top, top];
        for (const [i, table] of tables.entries()) {
          const of = sizes[i] ?? tableSize(on, table, on.width);
          const drawn = drawTable(on, table, { x, y }, of, scale);
          const { x: left, y: upper, width, height } = drawn.box;
          marks.push({ type: "group", name: `use-${table.kind}`, marks: drawn.marks });
          frames.push({
            id: `use/${table.kind}`,
            x: left,
            y: upper,
            width,
            height,
            region: { row0: 0, row1: table.rows.length, column0: 0, column1: table.columns.length },
            shows: {
              role: chosen.measure === "share" ? "route.choice" : "route.gate",
              branch: table.kind,
              layer: all[0]?.layer ?? 0,
              head: 0,
            },
          });
          bottom = Math.max(bottom, drawn.bottom);
          if (row) x += of.width + between;
          else y = bottom + on.size * 1.5;
        }
        const key = legend({
          on,
          x: on.left,
          y: bottom + on.size * 0.8,
          width: on.width,
          name: say[chosen.measure],
          scale,
          masked: false,
          id: "legend",
        });
        return { marks: [...marks, ...key.marks], frames, bottom: key.bottom };
      },
    });
  },
});
