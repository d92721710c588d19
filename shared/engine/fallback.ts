// A runtime that goes on when the GPU does not: what fails there is built again on the processor and run again there,
// and the person is told. A fault of the model itself fails on both and is reported once, from the processor.

import { localizedError } from "../error.ts";
import type { Runtime, Session } from "./contract.ts";
import { createEndable } from "./endable.ts";

/** Why a session is not on the GPU. */
export interface FallbackEvent {
  /** `gpu-lost`: the device went away; `gpu-failed`: it could not build or run this model. */
  readonly code: "gpu-lost" | "gpu-failed";
  readonly detail: string;
  readonly info: Session["info"];
}

export interface FallbackParts {
  readonly gpu: Runtime;
  readonly cpu: Runtime;
  /** Settles with the reason when the GPU device is gone. */
  readonly lost: Promise<string>;
  readonly onFallback: (event: FallbackEvent) => void;
  /** Time for the loss of the device to be heard: what was running on it may fail first. */
  readonly moment?: () => Promise<void>;
}

const reason = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

export function createFallbackRuntime({ gpu, cpu, lost, onFallback, moment }: FallbackParts): Runtime {
  let lostReason: string | null = null;
  // Calls on a lost device may never settle.
  const device = createEndable();
  lost.then((why) => {
    lostReason = why;
    device.end(localizedError("device-lost", { en: [`The GPU was lost: ${why}.`, ""], zh: [`GPU 连接已丢失：${why}。`, ""] }));
  });

  /** Does the work on the processor and tells the person when it went well. */
  async function instead(graph: Uint8Array, where: string, error: unknown): Promise<Session> {
    const session = await cpu.create(graph, where);
    if (lostReason === null) await Promise.race([lost, moment?.()]);
    onFallback({ code: lostReason === null ? "gpu-failed" : "gpu-lost", detail: lostReason ?? reason(error), info: session.info });
    return session;
  }

  return {
    async create(graph, where) {
      if (lostReason !== null) return cpu.create(graph, where);
      let session: Session;
      try {
        session = await device.unlessEnded(gpu.create(graph, where));
      } catch (error) {
        return instead(graph, where, error);
      }
      let onGpu = true;
      return {
        get info() {
          return session.info;
        },
        inputs: session.inputs,
        outputs: session.outputs,
        async run(feeds, outputs) {
          if (!onGpu) return session.run(feeds, outputs);
          try {
            return await device.unlessEnded(session.run(feeds, outputs));
          } catch (error) {
            const dead = session;
            session = await instead(graph, where, error);
            onGpu = false;
            // Freeing what sits on a lost device may fail or hang; nobody waits for it.
            if (lostReason === null) dead.dispose().catch(() => {});
            return session.run(feeds, outputs);
          }
        },
        dispose: async () => {
          if (!onGpu || lostReason === null) await session.dispose();
        },
      };
    },
  };
}
