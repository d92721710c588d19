// The one GPU device of the engine, with all that the adapter can give.

export interface Gpu {
  readonly device: GPUDevice;
  readonly name: string;
  /** It is a program for the processor, the same on every machine. */
  readonly software: boolean;
  /** Settles with the reason when the device is gone. */
  readonly lost: Promise<string>;
}

/** Limits that large models and maps run into; the rest stay at their defaults. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
] as const;

const FEATURES: readonly GPUFeatureName[] = ["subgroups", "shader-f16", "timestamp-query"];

/** The device of the fastest adapter, or null where there is none or it cannot be had. */
export async function requestGpu(): Promise<Gpu | null> {
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return null;
    const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
    const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature));
    const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
    const { description, vendor, architecture, isFallbackAdapter } = adapter.info;
    const name = description || [vendor, architecture].filter(Boolean).join(" ") || "GPU";
    return { device, name, software: isFallbackAdapter, lost: device.lost.then(({ message, reason }) => message || reason) };
  } catch {
    // An adapter that gives no device is no use; the processor takes over and the status says so.
    return null;
  }
}
