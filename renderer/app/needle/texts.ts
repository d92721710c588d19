// Every sentence of the needle lab, in each language of the app.

import { type ErrorReport, reportIn } from "../../../shared/error.ts";
import type { Mistake } from "../../../shared/needle/score.ts";
import type { Language, Localized } from "../../../shared/text.ts";

const said = (en: string, zh: string): Localized => ({ en, zh });

export const MISTAKE_NAMES: Readonly<Record<Mistake, Localized>> = {
  needle: said("another needle", "另一根针"),
  slip: said("digit slip", "一位之差"),
  invented: said("invented", "编造"),
  nothing: said("nothing", "没有回答"),
};

export const TEXTS = {
  lab: said("Needle lab", "大海捞针"),
  back: said("Back to the views", "返回视图"),
  experiment: said("Experiment", "实验"),
  result: said("Result", "结果"),
  samples: said("Samples", "样本"),
  models: said("Models", "模型"),
  lengths: said("Lengths in tokens", "长度（词元）"),
  depths: said("Depths in percent", "深度（%）"),
  tasks: said("Needles/questions", "针数/问题数"),
  perCell: said("Prompts a cell", "每格提示数"),
  seed: said("Seed", "种子"),
  haystack: said("Haystack", "干草堆"),
  scenes: said("generated scenes", "生成的短句"),
  ownText: said("a text file…", "文本文件…"),
  chooseFile: said("Choose file…", "选择文件…"),
  chooseText: said("Choose a text file", "选择文本文件"),
  templates: said("Words and templates", "词语与模板"),
  needle: said("Needle", "针"),
  question: said("Question", "问题"),
  questions: said("Question about several", "多个问题"),
  answer: said("Answer (empty: as the needle)", "回答（空：与针相同）"),
  slots: said("{key} is asked about, {value} is the answer, {keys} a list.", "{key} 是被问的，{value} 是答案，{keys} 是列表。"),
  keys: said("Keys", "键"),
  values: said("Values", "值"),
  unseenCities: said("unseen cities", "未见过的城市"),
  cities: said("all cities", "所有城市"),
  unseenNumbers: said("unseen numbers", "未见过的数字"),
  numbers: said("all numbers", "所有数字"),
  own: said("own words", "自定义"),
  oneALine: said("one a line", "每行一个"),
  measures: said("Attention and heads", "注意力与头"),
  attention: said("Prompts a cell on which attention is measured", "每格测量注意力的提示数"),
  ablation: said("Heads to switch off (numbers; empty: none)", "关闭的头数（空：不关闭）"),
  run: said("Run", "运行"),
  pause: said("Pause", "暂停"),
  resume: said("Go on", "继续"),
  stop: said("Stop", "停止"),
  paused: said("paused", "已暂停"),
  openSpec: said("Open…", "打开…"),
  openHint: said("A spec, a result, or scores of another harness (JSON)", "实验、结果或其他工具的得分（JSON）"),
  saveSpec: said("Save spec…", "保存实验…"),
  saveResult: said("Save result…", "保存结果…"),
  saveFigure: said("Save figure…", "保存图…"),
  earlier: said("Earlier experiments", "以前的实验"),
  show: said("Show", "显示"),
  goOn: said("Go on", "继续"),
  forget: said("Delete", "删除"),
  finished: said("The experiment is finished and kept on this machine.", "实验已完成并保存在本机。"),
  stopped: said("Stopped. Finished cells are kept; go on whenever you like.", "已停止。已完成的格子已保存，可随时继续。"),
  specOpened: said("The spec is in the form.", "实验已填入表单。"),
  figures: said("Figure", "图"),
  condition: said("Task", "任务"),
  measure: said("Score", "得分"),
  all: said("all right", "全部正确"),
  each: said("each answer", "每个回答"),
  shares: said("Shares", "份额"),
  absolute: said("of Σ|A|", "Σ|A|"),
  signed: said("of ΣA", "ΣA"),
  empty: said("No result yet.", "还没有结果。"),
  emptyRemedy: said("Run the experiment on the left, or open a result.", "运行左侧的实验，或打开一个结果。"),
  chooseCell: said("Choose a cell to see its samples.", "选择一个格子以查看样本。"),
  imported: said("Imported scores have no samples.", "导入的得分没有样本。"),
  notRun: said("This cell was not run.", "这个格子没有运行。"),
  noFit: said("The needles do not fit into this length.", "这个长度放不下这些针。"),
  interval: said("95 % interval", "95 % 区间"),
  depth: said("depth", "深度"),
  tokens: said("tokens", "词元"),
  average: said("average", "平均"),
  difference: said("difference", "差"),
  onlyOne: said("only one right", "仅一方正确"),
  allSamples: said("all", "全部"),
  right: said("right", "正确"),
  wrong: said("wrong", "错误"),
  noneOfKind: said("No sample of this kind.", "没有这类样本。"),
  sample: said("Sample", "样本"),
  backToCell: said("All samples of this cell", "此格的所有样本"),
  wanted: said("wanted", "应为"),
  instead: said("instead", "错误类型"),
  answerMark: said("answer", "答案"),
  otherMark: said("other needle", "其他针"),
  questionMark: said("question", "问题"),
  writtenMark: said("written by the model", "模型所写"),
  openView: said("Open in the attention view", "在注意力视图中打开"),
  headsTitle: said("Attention of every head to the answer", "每个头对答案的注意力"),
  headsHint: said(
    "At the step after which its first character is written. Click a head to open it.",
    "写出首字符之前的一步。点击某个头以打开。",
  ),
  measuring: said("Measuring…", "测量中…"),
  needText: said(
    "The prompts of this result were made with a text of your own. Open it to see them:",
    "此结果的提示由您自己的文本生成。打开它以查看：",
  ),
  otherModel: said(
    "This result was made with another version of this model: what it does here may differ.",
    "此结果由该模型的另一版本生成，在此的表现可能不同。",
  ),
  exampleSource: said("example", "示例"),
  keysHint: said("Arrows move the cell, Enter opens its samples.", "方向键移动格子，回车打开样本。"),
  reading: said("Reading the tokenizer…", "正在读取分词器…"),
  prompts: (count: number, cells: number): Localized =>
    said(
      `${count} ${count === 1 ? "prompt" : "prompts"} in ${cells} ${cells === 1 ? "cell" : "cells"}`,
      `${cells} 个格子，共 ${count} 个提示`,
    ),
  cellsDone: (done: number, all: number): Localized => said(`${done} of ${all} cells`, `${done}/${all} 格`),
  pace: (perSecond: string): Localized => said(`${perSecond} samples/s`, `每秒 ${perSecond} 个样本`),
  left: (time: string): Localized => said(`${time} left`, `剩余 ${time}`),
  ofRight: (right: number, total: number): Localized => said(`${right} of ${total} right`, `${total} 个中 ${right} 个正确`),
  heads: (name: string): Localized => said(`Open ${name}`, `打开 ${name}`),
} as const;

/** What went wrong and what to do, in a language. */
export function problemText(problem: ErrorReport, language: Language): string {
  const { message, remedy } = reportIn(problem, language);
  return language === "zh" ? `${message}${remedy}` : `${message} ${remedy}`;
}

/** "1 h 5 min", "4 min 10 s", "7 s" */
export function duration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const [h, min, s] = language === "zh" ? ["小时", "分", "秒"] : ["h", "min", "s"];
  if (hours > 0) return `${hours} ${h} ${minutes} ${min}`;
  return minutes > 0 ? `${minutes} ${min} ${whole % 60} ${s}` : `${whole} ${s}`;
}
