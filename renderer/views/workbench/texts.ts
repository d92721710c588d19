// Every sentence of the workbench, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  title: { en: "Heads", zh: "注意力头" },
  map: { en: "Map", zh: "图" },
  values: { en: "Values of", zh: "数值来自" },
  thisText: { en: "this text", zh: "当前文本" },
  columns: { en: "Columns", zh: "列" },
  answerColumns: { en: "answer and noise", zh: "答案与噪声" },
  patternColumns: { en: "patterns", zh: "模式" },
  redundancyColumns: { en: "redundancy", zh: "冗余" },
  allColumns: { en: "all", zh: "全部" },
  printed: { en: "Figure", zh: "插图" },
  scatter: { en: "scatter", zh: "散点图" },
  parts: { en: "parts of the text", zh: "文本各部分" },
  x: { en: "Horizontal", zh: "横轴" },
  y: { en: "Vertical", zh: "纵轴" },
  suited: { en: "automatic", zh: "自动" },
  source: { en: "Source", zh: "出处" },
  notHere: { en: "Not here: ", zh: "此处没有：" },
  answerPattern: { en: "Answer", zh: "答案" },
  queryPattern: { en: "Query", zh: "提问" },
  patternHint: { en: "text or /pattern/", zh: "文字或 /正则/" },
  patternHelp: {
    en: "Enter marks where it stands: the first place as the answer, the last one as the query. Of a /pattern/ with a group the group counts.",
    zh: "按回车标记其所在处：第一处为答案，最后一处为提问。带分组的 /正则/ 以分组为准。",
  },
  notFound: { en: "does not stand in the text", zh: "文本中没有" },
  head: { en: "Head", zh: "头" },
  choose: { en: "Choose", zh: "选择" },
  open: { en: "open its map", zh: "打开其注意力图" },
  filter: { en: "Filter", zh: "筛选" },
  filterHint: { en: "L3  induction>0.3", zh: "L3  归纳>0.3" },
  filterHelp: {
    en: "Layers (L3), heads (H2, L3H5) and comparisons of a column (induction>0.3), with blanks between; all must hold.",
    zh: "层（L3）、头（H2、L3H5）与列的比较（归纳>0.3），以空格分隔，须同时成立。",
  },
  csv: { en: "Save CSV", zh: "保存 CSV" },
  mean: { en: "mean of all heads", zh: "全部头的平均" },
  table: { en: "Measures of all heads", zh: "全部头的度量" },
  tableKeys: { en: "Arrows go from head to head, Enter opens one, Space chooses it.", zh: "方向键切换头，回车打开，空格选择。" },
  scatterName: { en: "Heads between two measures", zh: "两个度量之间的各头" },
  scatterKeys: { en: "Hover or use the arrows to read a head; a click opens it.", zh: "指向或用方向键读取一个头，单击打开。" },
  more: { en: "Work on the text and its heads", zh: "对文本与头的操作" },
  partsTab: { en: "Parts", zh: "各部分" },
  ablationTab: { en: "Ablation", zh: "消融" },
  promptsTab: { en: "Prompts", zh: "提示集" },
  markFirst: {
    en: "Mark the answer or the query to see where attention goes.",
    zh: "标记答案或提问，即可看到注意力去向。",
  },
  allHeads: { en: "all", zh: "全部" },
  chosenHeads: { en: "chosen", zh: "所选" },
  of: { en: "Heads", zh: "头" },
  shares: { en: "Values", zh: "数值" },
  asComputed: { en: "as computed", zh: "原始值" },
  rowShare: { en: "share of the row", zh: "占行和的份额" },
  target: { en: "Answer", zh: "答案" },
  targetAfter: { en: "written after the text", zh: "写在文本之后" },
  targetLast: { en: "where it is marked last", zh: "最后标记处" },
  each: { en: "Each head by itself", zh: "逐个关闭" },
  together: { en: "Chosen heads together", zh: "所选头一起关闭" },
  cancel: { en: "Cancel", zh: "取消" },
  probability: { en: "Probability of the answer", zh: "答案的概率" },
  off: { en: "Switched off", zh: "关闭" },
  change: { en: "change of ln p", zh: "ln p 的变化" },
  strongest: { en: "Strongest changes, each head by itself", zh: "逐个关闭时变化最大的头" },
  inTable: { en: "All of them are the column Δ ln p of the table.", zh: "全部结果见表中 Δ ln p 一列。" },
  noSwitch: { en: "The heads of this model cannot be switched off.", zh: "此模型的头不能关闭。" },
  ablationHint: {
    en: "Switches heads off and runs the model again: how much less likely does the answer become?",
    zh: "关闭头并重新运行模型：答案的可能性会降低多少？",
  },
  promptsHint: {
    en: "A text file with one prompt a line, or JSON lines with text, answer and query. The patterns above mark what a line does not.",
    zh: "每行一个提示的文本文件，或含 text、answer、query 的 JSON Lines。行内未标记的按上方模式标记。",
  },
  openPrompts: { en: "Open prompts…", zh: "打开提示集…" },
  openResult: { en: "Open results…", zh: "打开结果…" },
  ablateEach: { en: "switch each head off as well", zh: "同时逐个关闭头" },
  ablateSet: { en: "switch the chosen heads off together", zh: "同时一起关闭所选头" },
  measure: { en: "Measure", zh: "测量" },
  results: { en: "Results", zh: "结果" },
  show: { en: "Show", zh: "显示" },
  shown: { en: "Shown", zh: "已显示" },
  save: { en: "Save…", zh: "保存…" },
  remove: { en: "Remove", zh: "移除" },
  compare: { en: "Held against", zh: "与之相比" },
  nothing: { en: "nothing", zh: "无" },
  measureColumn: { en: "Measure", zh: "度量" },
  difference: { en: "difference", zh: "差" },
  otherPrompts: { en: "These are not the same prompts, so they cannot be paired.", zh: "两者不是同一组提示，无法配对比较。" },
  fetching: { en: "Fetching the maps…", zh: "正在取得注意力图…" },
  fetchingRemedy: { en: "The model is asked for them; the last run did not include them.", zh: "上一次运行没有包含它们，正在向模型请求。" },
  measuring: { en: "measuring…", zh: "测量中…" },
  eachAction: { en: "Switch every head off by itself", zh: "逐个关闭全部头" },
  togetherAction: { en: "Switch the chosen heads off together", zh: "一起关闭所选的头" },
  measureAction: { en: "Measure the open file of prompts", zh: "测量已打开的提示集" },
  cancelAction: { en: "Cancel the work under way", zh: "取消进行中的工作" },
  thisTextAction: { en: "Show the measures of this text", zh: "显示当前文本的度量" },
  staleResult: { en: "Made with another model", zh: "由其他模型得出" },
} as const satisfies Record<string, Localized>;

/** Names of the tools beside the scatter. */
export const SIDE_NAMES = { parts: TEXTS.partsTab, ablation: TEXTS.ablationTab, prompts: TEXTS.promptsTab } as const;

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Sentences with numbers in them. */
export const SAY = {
  heads: {
    en: (shown: number, all: number) => (shown === all ? `${all} heads` : `${shown} of ${all} heads`),
    zh: (shown: number, all: number) => (shown === all ? `${all} 个头` : `${all} 个头中的 ${shown} 个`),
  },
  asked: { en: (count: number) => `measured at ${plural(count, "query", "queries")}`, zh: (count: number) => `在 ${count} 个查询处度量` },
  tokens: {
    en: (first: string, last: string) => (first === last ? `token ${first}` : `tokens ${first}–${last}`),
    zh: (first: string, last: string) => (first === last ? `词元 ${first}` : `词元 ${first}–${last}`),
  },
  runs: {
    en: (done: number, total: number) => `${done} of ${total} runs`,
    zh: (done: number, total: number) => `已运行 ${done} / ${total}`,
  },
  prompts: {
    en: (done: number, total: number, runs: number) => `${done} of ${plural(total, "prompt", "prompts")} · ${plural(runs, "run", "runs")}`,
    zh: (done: number, total: number, runs: number) => `${done} / ${total} 个提示 · 已运行 ${runs} 次`,
  },
  opened: {
    en: (name: string, count: number) => `${name}: ${plural(count, "prompt", "prompts")}`,
    zh: (name: string, count: number) => `${name}：${count} 个提示`,
  },
  result: {
    en: (title: string, map: string, name: string, n: number, complete: boolean) =>
      `${title}, ${map}, ${name}, n = ${n}${complete ? "" : " (stopped early)"}`,
    zh: (title: string, map: string, name: string, n: number, complete: boolean) =>
      `${title}，${map}，${name}，n = ${n}${complete ? "" : "（提前停止）"}`,
  },
  interval: {
    en: (n: number) => `mean over n = ${n} prompts with 95% interval`,
    zh: (n: number) => `对 n = ${n} 个提示取平均，附 95% 区间`,
  },
  without: {
    en: (title: string, heads: string) => `${title} without ${heads}`,
    zh: (title: string, heads: string) => `${title}（关闭 ${heads}）`,
  },
  /** A difference in pairs: the number with its interval, and how many pairs. */
  pairs: {
    en: (difference: string, n: number) => `${difference}, n = ${n} pairs`,
    zh: (difference: string, n: number) => `${difference}，n = ${n} 对`,
  },
  verdict: {
    en: {
      more: (what: string, one: string, other: string, found: string) => `${one} has more ${what} than ${other}: ${found}.`,
      less: (what: string, one: string, other: string, found: string) => `${one} has less ${what} than ${other}: ${found}.`,
      open: (what: string, _one: string, _other: string, found: string) => `${what}: ${found}; the interval holds 0, so it is open.`,
    },
    zh: {
      more: (what: string, one: string, other: string, found: string) => `${one} 的${what}多于 ${other}：${found}。`,
      less: (what: string, one: string, other: string, found: string) => `${one} 的${what}少于 ${other}：${found}。`,
      open: (what: string, _one: string, _other: string, found: string) => `${what}：${found}；区间包含 0，未分高下。`,
    },
  },
  /** What switching one set of heads off does to the answer, against another set or another model. */
  taken: {
    en: {
      more: (one: string, other: string, found: string) => `${one} loses less of the answer's ln p than ${other}: ${found}.`,
      less: (one: string, other: string, found: string) => `${one} loses more of the answer's ln p than ${other}: ${found}.`,
      open: (one: string, other: string, found: string) =>
        `${one} or ${other}, which loses more of the answer's ln p: ${found}; the interval holds 0, so it is open.`,
    },
    zh: {
      more: (one: string, other: string, found: string) => `${one} 损失的答案 ln p 少于 ${other}：${found}。`,
      less: (one: string, other: string, found: string) => `${one} 损失的答案 ln p 多于 ${other}：${found}。`,
      open: (one: string, other: string, found: string) => `${one} 与 ${other} 损失的答案 ln p 孰多：${found}；区间包含 0，未分高下。`,
    },
  },
} as const;
