// The present view given away: as a link on the clipboard or as a small file, and taken back from such a file.

import { localizedError, sentencesOf } from "../../../shared/error.ts";
import type { Host } from "../../host/host.ts";
import { noticesStore } from "../../state/notices.ts";
import type { ModelLoader } from "../run/loader.ts";
import { en } from "../text/en.ts";
import { zh } from "../text/zh.ts";
import { presentView, restoreView } from "./follow.ts";
import { viewFromText, viewToHash } from "./link.ts";

/** Copies a link to what is shown now: the address of the page is kept a moment behind. */
export async function copyLink(): Promise<void> {
  const view = presentView();
  if (!view) return;
  try {
    await navigator.clipboard.writeText(new URL(viewToHash(view), window.location.href).href);
  } catch (cause) {
    const text = {
      en: ["The link could not be copied.", "Allow this page to use the clipboard, or copy the address of the page."],
      zh: ["无法复制链接。", "请允许本页使用剪贴板，或直接复制页面地址。"],
    } as const;
    return tell(localizedError("write-failed", text, cause));
  }
  noticesStore.getState().tell({ en: en.actions.linkCopied, zh: zh.actions.linkCopied });
}

/** Saves what is shown now as a file. */
export async function saveView(host: Pick<Host, "saveFile">): Promise<void> {
  const view = presentView();
  if (!view) return;
  const bytes = new TextEncoder().encode(`${JSON.stringify(view, null, 2)}\n`);
  try {
    await host.saveFile({ suggestedName: `${view.model}.heddle.json`, bytes, filters: [{ name: "Heddle", extensions: ["json"] }] });
  } catch (thrown) {
    tell(thrown);
  }
}

/** Lets the person choose such a file and shows what is in it. */
export function openView(loader: ModelLoader): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file)
      file
        .text()
        .then((text) => restoreView(viewFromText(text, file.name), loader))
        .catch(tell);
  });
  input.click();
}

function tell(thrown: unknown): void {
  noticesStore.getState().tell(sentencesOf(thrown));
}
