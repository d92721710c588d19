// Whether a trace holds the routes that its model captures.

import type { Trace } from "../../../shared/trace/trace.ts";

export function hasRoutes({ manifest, captures }: Pick<Trace, "manifest" | "captures">): boolean {
  const held = new Set(captures.map(({ name }) => name));
  return manifest.captures.every(({ role, output }) => !role.startsWith("route.") || held.has(output));
}
