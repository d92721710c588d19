import type { EngineInfo } from "../../../shared/trace/trace.ts";
import type { Text } from "./en.ts";

/** The engine, as a person would call it. */
export function engineName(info: EngineInfo, text: Text): string {
  if (info.provider === "webgpu") return info.device ? `${text.status.webgpu} · ${info.device}` : text.status.webgpu;
  if (info.provider === "wasm") return text.status.wasm(info.threads);
  return text.status[info.provider];
}
