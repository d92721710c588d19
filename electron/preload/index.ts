// The one thing the page gets from the desktop shell: a typed call and a listener. The shell checks what is sent.

import { contextBridge, ipcRenderer } from "electron";
import type { Bridge } from "../../shared/ipc.ts";

const bridge: Bridge = {
  call: (channel, argument) => ipcRenderer.invoke("heddle:call", channel, argument),
  onAction: (listener) => {
    const forward = (_event: unknown, id: unknown): void => {
      if (typeof id === "string") listener(id);
    };
    ipcRenderer.on("heddle:action", forward);
    return () => {
      ipcRenderer.off("heddle:action", forward);
    };
  },
};

contextBridge.exposeInMainWorld("heddle", bridge);
