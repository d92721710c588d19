// The desktop shell as a Host: every method is one call over the bridge.

import { fromReport } from "../../shared/error.ts";
import type { Argument, Bridge, Channel, Results } from "../../shared/ipc.ts";
import type { Host } from "./host.ts";

/** @param pageUrl address of the page, against which model folders are resolved */
export function electronHost(bridge: Bridge, pageUrl: string): Host {
  async function call<C extends Channel>(channel: C, argument: Argument<C>): Promise<Results[C]> {
    const answer = await bridge.call(channel, argument);
    if (!answer.ok) throw fromReport(answer.error);
    return answer.value;
  }
  return {
    kind: "electron",
    info: () => call("app.info", undefined),
    listModels: async () => {
      const places = await call("models.list", undefined);
      return places.map(({ id, base }) => ({ id, base: new URL(base, pageUrl).href }));
    },
    saveFile: (request) => call("file.save", request),
    readSettings: () => call("settings.read", undefined),
    writeSettings: async (values) => {
      await call("settings.write", values);
    },
    setMenu: async (menu) => {
      await call("menu.set", menu);
    },
    onAction: (listener) => bridge.onAction(listener),
  };
}
