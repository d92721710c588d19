// What can be done with two models, for menu, keys and palette.

import { catalogStore } from "../../state/catalog.ts";
import { focusedSlot, focusStore } from "../../state/focus.ts";
import { layoutStore } from "../../state/layout.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import type { Action } from "../actions/action.ts";
import type { Services } from "../services.ts";
import { canSwap, compareWith, setLinked, stopComparing, swapModels } from "./changes.ts";
import { TEXTS } from "./texts.ts";

export function compareActions(services: Pick<Services, "loader">): Action[] {
  const { language } = settingsStore.getState().settings;
  const { slots } = slotsStore.getState();
  const compared = slots.length > 1;
  const linked = selectionStore.getState().selection.second === null;
  const group = "model";
  return [
    {
      id: "compare.add",
      title: TEXTS.addHint[language],
      group,
      keys: ["C"],
      enabled: slots.length > 0,
      perform: () => layoutStore.getState().toggle("compare"),
    },
    {
      id: "compare.link",
      title: TEXTS.link[language],
      group,
      keys: ["L"],
      enabled: compared,
      checked: linked,
      words: TEXTS.linkedHint[language],
      perform: () => setLinked(!linked),
    },
    {
      id: "compare.focus",
      title: TEXTS.inspectOther[language],
      group,
      keys: ["I"],
      enabled: compared,
      perform: () => focusStore.getState().setSlot(1 - focusedSlot()),
    },
    { id: "compare.swap", title: TEXTS.swap[language], group, enabled: canSwap(slotsStore.getState()), perform: swapModels },
    {
      id: "compare.stop",
      title: TEXTS.stop[language],
      group,
      keys: ["Shift+C"],
      enabled: compared,
      perform: () => stopComparing(services.loader, 1),
    },
    { id: "compare.keep", title: TEXTS.stopFirst[language], group, enabled: compared, perform: () => stopComparing(services.loader, 0) },
    ...(catalogStore.getState().models ?? [])
      .filter(({ manifest }) => manifest !== null)
      .map(
        ({ id, manifest }): Action => ({
          id: `compare.with.${id}`,
          title:
            id === slots[0]?.modelId ? TEXTS.compareSame[language] : TEXTS.compareWith[language].replace("{title}", manifest?.title ?? id),
          group,
          enabled: slots.length > 0,
          checked: slots[1]?.modelId === id,
          words: manifest?.architecture.name ?? "",
          perform: () => compareWith(services.loader, id),
        }),
      ),
  ];
}
