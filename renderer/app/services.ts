// The few things with effects that the window's components use: the host, the engine, and what drives the stores.

import { createContext, useContext } from "react";
import type { EngineClient } from "../engine/client.ts";
import type { Host } from "../host/host.ts";
import type { RunController } from "./run/controller.ts";
import type { ModelLoader } from "./run/loader.ts";

export interface Services {
  readonly host: Host;
  readonly engine: EngineClient;
  readonly loader: ModelLoader;
  readonly runs: RunController;
}

export const ServicesContext = createContext<Services | null>(null);

/** The services of this window. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("useServices outside of the window");
  return services;
}
