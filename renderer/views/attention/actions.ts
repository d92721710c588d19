// Everything that the bar of the attention view does, by keys and by the palette.

import { DERIVATIONS, MERGES } from "../../../shared/lens/settings.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { mapChoices } from "../../../shared/trace/maps.ts";
import { rangeStore } from "../../state/range.ts";
import { settingsStore } from "../../state/settings.ts";
import { type SlotStores, storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import type { ViewAction } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { lookedAt, withHidden } from "./lens.ts";
import { type AttentionSettings, attentionSettings, BESIDE, DIRECTIONS } from "./settings.ts";
import { restricted, type SpanAxis, shownSpan } from "./spans.ts";
import { TEXTS } from "./texts.ts";

const RANGES = ["max", "p99", "unit"] as const satisfies readonly AttentionSettings["range"][];

/** The one after it, round and round. */
function after<Value>(list: readonly Value[], value: Value): Value {
  return list[(list.indexOf(value) + 1) % list.length] ?? value;
}

function changeSettings(make: (settings: AttentionSettings) => Partial<AttentionSettings>): void {
  const { settings, change } = settingsStore.getState();
  const now = parseViewSettings(attentionSettings, settings.views["attention"]);
  change({ views: { ...settings.views, attention: { ...now, ...make(now) } } });
}

const stateOf = (store: SlotStores["selection"]): ReturnType<SlotStores["selection"]["getState"]> => store.getState();

export function attentionActions(slot: number): ViewAction[] {
  const { trace } = slotsStore.getState().slots[slot] ?? {};
  const store = storesOf(slot).selection;
  if (!trace) return [];
  const { selection, select } = stateOf(store);
  const { lens, key, map, heads } = selection;
  const { captures } = trace.manifest;
  const count = trace.tokens.length;
  const choices = mapChoices(captures);
  const extent = mapExtent(trace.manifest);
  const inside = heads.filter(({ layer, head }) => layer < extent.layers && head < extent.heads);
  const { beside } = parseViewSettings(attentionSettings, settingsStore.getState().settings.views["attention"]);

  const nextMap = (): void => {
    const chosen = lookedAt(trace.manifest, selection, inside, false)?.choice;
    const at = choices.findIndex(({ role, branch }) => role === chosen?.role && branch === chosen.branch);
    const next = choices[(at + 1) % choices.length];
    if (next) select({ map: next });
  };
  /** The next value of the cells that is defined on this map; the present one where there is no other. */
  const nextDerive = (): void => {
    let derive = lens.derive;
    do derive = after(DERIVATIONS, derive);
    while (
      derive !== lens.derive &&
      lookedAt(trace.manifest, { map, lens: { ...lens, derive } }, inside, false)?.refused.some(({ part }) => part === "derive")
    );
    select({ lens: { ...lens, derive } });
  };
  const hide = (): void => {
    const at = key ?? 0;
    const hidden = lens.hidden.includes(at) ? lens.hidden.filter((one) => one !== at) : [...lens.hidden, at];
    select({ lens: withHidden(lens, hidden, lens.renormalise) });
  };
  const restrict = (axis: SpanAxis): void => {
    const pinned = axis === "rows" ? selection.query : key;
    const own = selection.spans[0];
    const span = rangeStore.getState().range ?? own ?? (pinned === null ? null : { start: pinned, end: pinned + 1 });
    const free = shownSpan(selection, axis, count) !== null;
    if (free || span) select({ region: restricted(selection, axis, free ? null : span, count) });
  };
  return [
    { id: "map", title: TEXTS.nextMap, keys: ["S"], enabled: choices.length > 1, perform: nextMap },
    { id: "derive", title: TEXTS.nextDerive, keys: ["V"], perform: nextDerive },
    {
      id: "combine",
      title: TEXTS.nextCombine,
      keys: ["G"],
      enabled: inside.length > 1,
      perform: () => select({ lens: { ...lens, combine: after(MERGES, lens.combine) } }),
    },
    { id: "hide", title: TEXTS.hideKey, keys: ["H"], perform: hide },
    {
      id: "normalise",
      title: TEXTS.normalise,
      keys: ["Shift+H"],
      enabled: lens.hidden.length > 0,
      perform: () => select({ lens: { ...lens, renormalise: !lens.renormalise } }),
    },
    { id: "show", title: TEXTS.showKeys, enabled: lens.hidden.length > 0, perform: () => select({ lens: withHidden(lens, [], false) }) },
    { id: "rows", title: TEXTS.spanRows, keys: ["R"], perform: () => restrict("rows") },
    { id: "columns", title: TEXTS.spanColumns, keys: ["K"], perform: () => restrict("columns") },
    {
      id: "scale",
      title: TEXTS.swapScale,
      keys: ["P"],
      perform: () => changeSettings(({ scale }) => ({ scale: scale === "log" ? "linear" : "log" })),
    },
    { id: "range", title: TEXTS.nextRange, keys: ["U"], perform: () => changeSettings(({ range }) => ({ range: after(RANGES, range) })) },
    { id: "beside", title: TEXTS.nextBeside, keys: ["T"], perform: () => changeSettings((now) => ({ beside: after(BESIDE, now.beside) })) },
    {
      id: "direction",
      title: TEXTS.nextDirection,
      keys: ["D"],
      enabled: beside === "lines" || beside === "text",
      perform: () => changeSettings(({ direction }) => ({ direction: after(DIRECTIONS, direction) })),
    },
  ];
}
