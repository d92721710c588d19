// What the engine tells the person when it goes on by another way.

import { type HeddleError, localizedError } from "../../shared/error.ts";
import type { Localized } from "../../shared/text.ts";
import type { EngineNotice } from "./protocol.ts";

const TEXTS: Readonly<Record<EngineNotice["code"], Localized>> = {
  "gpu-absent": {
    en: "No usable GPU was found, so the model runs on the processor.",
    zh: "未找到可用的 GPU，模型改在处理器上运行。",
  },
  "gpu-differs": {
    en: "The GPU computes other numbers than this model should give, so it runs on the processor. A newer graphics driver may help.",
    zh: "GPU 算出的数值与此模型应有的不同，因此模型改在处理器上运行。更新显卡驱动程序可能会有帮助。",
  },
  "gpu-failed": {
    en: "The GPU could not run this model, so it now runs on the processor. The numbers are the same; it may be slower.",
    zh: "GPU 无法运行此模型，现改在处理器上运行。结果相同，但可能较慢。",
  },
  "gpu-lost": {
    en: "The GPU was lost, so the model now runs on the processor. Nothing was lost; restart Heddle to use the GPU again.",
    zh: "GPU 连接已丢失，模型现改在处理器上运行。内容没有丢失；重启 Heddle 可再次使用 GPU。",
  },
};

/** The error of asking for a model that is not there. */
export function notLoaded(modelId: string): HeddleError {
  return localizedError("engine-failed", {
    en: [`The model "${modelId}" is not loaded.`, "Choose it again."],
    zh: [`模型“${modelId}”尚未加载。`, "请重新选择它。"],
  });
}

export function noticeText(code: EngineNotice["code"]): Localized {
  return TEXTS[code];
}
