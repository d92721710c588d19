// Settings that a view remembers: kept by the app as they come, parsed by the view's own schema, a broken field falling
// back to its default.

import { useCallback, useMemo } from "react";
import * as v from "valibot";
import { useStore } from "zustand";
import { settingsStore } from "../../state/settings.ts";

type ObjectSchema = v.GenericSchema<unknown, Record<string, unknown>>;

/** Parses what is remembered of a view; every field of `schema` must have a fallback. */
export function parseViewSettings<Schema extends ObjectSchema>(schema: Schema, remembered: unknown): v.InferOutput<Schema> {
  return v.parse(schema, typeof remembered === "object" && remembered !== null ? remembered : {});
}

/** A view's settings and the way to change them. */
export function useViewSettings<Schema extends ObjectSchema>(
  id: string,
  schema: Schema,
): [v.InferOutput<Schema>, (change: Partial<v.InferOutput<Schema>>) => void] {
  const remembered = useStore(settingsStore, ({ settings }) => settings.views[id]);
  const settings = useMemo(() => parseViewSettings(schema, remembered), [schema, remembered]);
  const change = useCallback(
    (part: Partial<v.InferOutput<Schema>>) => {
      const { settings: all, change: write } = settingsStore.getState();
      write({ views: { ...all.views, [id]: { ...parseViewSettings(schema, all.views[id]), ...part } } });
    },
    [id, schema],
  );
  return [settings, change];
}
