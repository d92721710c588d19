// The selection with its history, in which changes of knobs, of the compared models and of how views are set are steps as
// well, and the pointer's hover, which is not in it.

import { createStore } from "zustand/vanilla";
import { regionAround } from "../../shared/selection/region.ts";
import { FIRST_SELECTION, type HeadRef, type Selection } from "../../shared/selection/selection.ts";
import type { Token } from "../../shared/trace/trace.ts";
import { type KnobHistory, type KnobStep, knobHistory } from "./knobHistory.ts";
import { type SettingsHistory, type SettingsStep, settingsHistory } from "./settingsHistory.ts";
import { type SlotHistory, type SlotsStep, slotHistory } from "./slotSteps.ts";

const HISTORY_LIMIT = 200;

/** A step of the history: the selection on its other side, and the knobs, slots or settings that it changed where it did. */
interface Step {
  readonly selection: Selection;
  readonly knobs: KnobStep | null;
  readonly slots?: SlotsStep;
  readonly settings?: SettingsStep;
}

/** A text cut into tokens. */
export interface CutText {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** A step of the slots may put a model with other tokens into the first. */
const otherCut = ({ slots }: Step): Partial<Pick<SelectionState, "of">> => (slots ? { of: null } : {});

export interface SelectionState {
  readonly selection: Selection;
  /** The tokens that positions in the selection and its history are of; null: those of the first slot, whichever they are. */
  readonly of: CutText | null;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** Changes the selection. `coalesce`: changes with the same word in a row are one step of the history (dragging, arrow keys). */
  select(change: Partial<Selection>, coalesce?: string): void;
  /** Makes a step of the history out of a change of knobs that was just made. */
  record(knobs: KnobStep, coalesce?: string): void;
  /** Makes one step of the history out of a change of the slots that was just made and of the selection that comes with it. */
  recordSlots(slots: SlotsStep, change?: Partial<Selection>): void;
  /** Makes a step of the history out of a change of settings that was just made. */
  recordSettings(settings: SettingsStep, coalesce?: string): void;
  /** Shows something else, as a link does: a selection on another text, of which the steps so far say nothing. */
  begin(selection: Selection): void;
  undo(): void;
  redo(): void;
  /** Makes the selection and its whole history fit a changed text or model; not a step of the history itself. */
  adjust(change: (selection: Selection) => Selection, of?: CutText): void;
}

/** Whether two pieces of plain data say the same; what is undefined is as good as absent. */
function samePlain(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  return Array.isArray(a) === Array.isArray(b) && Object.keys({ ...a, ...b }).every((name) => samePlain(a[name], b[name]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/**
 * Makes a selection store; the app has one, tests make their own.
 * @param restore puts the knobs of a step back when it is undone or done again
 * @param restoreSlots the same for the slots
 * @param restoreSettings the same for the settings
 */
export function createSelectionStore(
  first: Selection = FIRST_SELECTION,
  restore: KnobHistory["restore"] = () => {},
  restoreSlots: SlotHistory["restore"] = () => {},
  restoreSettings: SettingsHistory["restore"] = () => {},
) {
  let lastCoalesce: string | undefined;
  return createStore<SelectionState>()((set, get) => ({
    selection: first,
    of: null,
    past: [],
    future: [],
    select: (change, coalesce) =>
      set((state) => {
        const asked = { ...state.selection, ...change };
        // A pair that is pinned outside of what the stage shows brings it into sight.
        const region =
          asked.region && change.region === undefined ? regionAround(asked.region, change.query ?? null, change.key ?? null) : asked.region;
        const selection = region === asked.region ? asked : { ...asked, region };
        // A key at the end of its way chooses what is chosen: nothing to undo, and what was undone can still be done again.
        if (samePlain(selection, state.selection)) return state;
        const joined = coalesce !== undefined && coalesce === lastCoalesce;
        lastCoalesce = coalesce;
        const past = joined ? state.past : [...state.past, { selection: state.selection, knobs: null }].slice(-HISTORY_LIMIT);
        return { selection, past, future: [] };
      }),
    record: (knobs, coalesce) =>
      set((state) => {
        const last = state.past.at(-1);
        const joined = coalesce !== undefined && coalesce === lastCoalesce && last?.knobs;
        lastCoalesce = coalesce;
        const past = joined
          ? [...state.past.slice(0, -1), { selection: last.selection, knobs: { ...knobs, before: last.knobs.before } }]
          : [...state.past, { selection: state.selection, knobs }].slice(-HISTORY_LIMIT);
        return { past, future: [] };
      }),
    recordSlots: (slots, change = {}) =>
      set((state) => {
        lastCoalesce = undefined;
        const past = [...state.past, { selection: state.selection, knobs: null, slots }].slice(-HISTORY_LIMIT);
        return { selection: { ...state.selection, ...change }, of: null, past, future: [] };
      }),
    recordSettings: (settings, coalesce) =>
      set((state) => {
        const last = state.past.at(-1);
        const joined = coalesce !== undefined && coalesce === lastCoalesce && last?.settings;
        lastCoalesce = coalesce;
        const past = joined
          ? [...state.past.slice(0, -1), { ...last, settings: { ...settings, before: last.settings.before } }]
          : [...state.past, { selection: state.selection, knobs: null, settings }].slice(-HISTORY_LIMIT);
        return { past, future: [] };
      }),
    undo: () => {
      lastCoalesce = undefined;
      const { selection, past, future } = get();
      const step = past.at(-1);
      if (!step) return;
      set({ selection: step.selection, past: past.slice(0, -1), future: [{ ...step, selection }, ...future], ...otherCut(step) });
      if (step.knobs) restore(step.knobs, "before");
      if (step.slots) restoreSlots(step.slots, "before");
      if (step.settings) restoreSettings(step.settings, "before");
    },
    redo: () => {
      lastCoalesce = undefined;
      const { selection, past, future } = get();
      const [step, ...later] = future;
      if (!step) return;
      set({ selection: step.selection, past: [...past, { ...step, selection }], future: later, ...otherCut(step) });
      if (step.knobs) restore(step.knobs, "after");
      if (step.slots) restoreSlots(step.slots, "after");
      if (step.settings) restoreSettings(step.settings, "after");
    },
    begin: (selection) => {
      lastCoalesce = undefined;
      set({ selection, of: null, past: [], future: [] });
    },
    adjust: (change, of) =>
      set((state) => {
        const selection = change(state.selection);
        const adjusted = (step: Step): Step => ({ ...step, selection: change(step.selection) });
        const past = state.past.map(adjusted);
        const future = state.future.map(adjusted);
        const same = (a: readonly Step[], b: readonly Step[]): boolean =>
          a.every(({ selection: one }, place) => one === b[place]?.selection);
        const still = selection === state.selection && same(past, state.past) && same(future, state.future);
        return still && (of === undefined || of === state.of) ? state : { selection, past, future, of: of ?? state.of };
      }),
  }));
}

export const selectionStore = createSelectionStore(FIRST_SELECTION, knobHistory.restore, slotHistory.restore, settingsHistory.restore);

/** What the pointer is over; any part may be absent (over a token chip there is no head). */
export interface Hover {
  readonly layer?: number;
  readonly head?: number;
  readonly query?: number;
  readonly key?: number;
  /** A head of the second of two compared models that the first has not or does not follow. */
  readonly second?: HeadRef;
}

export interface HoverState {
  readonly hover: Hover | null;
  setHover(hover: Hover | null): void;
}

export const hoverStore = createStore<HoverState>()((set) => ({
  hover: null,
  setHover: (hover) => set({ hover }),
}));
