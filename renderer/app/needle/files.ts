// Files of the lab: chosen by the person, or given to them.

import { writeSvg } from "../../../shared/figures/format/svg.ts";
import type { Scene } from "../../../shared/figures/scene.ts";
import type { NeedleResult } from "../../../shared/needle/result.ts";
import { resultText } from "../../../shared/needle/resultText.ts";
import type { NeedleSpec } from "../../../shared/needle/spec.ts";
import type { Host } from "../../host/host.ts";

/** What a haystack may be, as a file dialog wants it said. */
export const TEXT_FILE = ".txt,.md,text/plain";

/** Lets the person choose a file. */
export function chooseFile(accept: string, onFile: (file: File) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) onFile(file);
  });
  input.click();
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const JSON_FILE = [{ name: "JSON", extensions: ["json"] }];

export function saveNeedleSpec(host: Host, spec: NeedleSpec): Promise<unknown> {
  return host.saveFile({ suggestedName: "needle-spec.json", bytes: bytes(`${JSON.stringify(spec, null, 2)}\n`), filters: JSON_FILE });
}

export function saveNeedleResult(host: Host, result: NeedleResult): Promise<unknown> {
  return host.saveFile({ suggestedName: "needle-result.json", bytes: bytes(resultText(result)), filters: JSON_FILE });
}

export function saveNeedleFigure(host: Host, id: string, scene: Scene): Promise<unknown> {
  return host.saveFile({ suggestedName: `${id}.svg`, bytes: bytes(writeSvg(scene)), filters: [{ name: "SVG", extensions: ["svg"] }] });
}
