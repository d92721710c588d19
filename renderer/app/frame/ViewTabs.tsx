import { type KeyboardEvent, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { type NamedView, viewsFor } from "../../views/registry.ts";
import { useLanguage, useText } from "../text/useText.ts";

/** The stage and the tabs name one another by these. */
export const STAGE_ID = "stage-panel";
export const tabId = (view: string): string => `tab-${view}`;

/** The views that the open model has the roles for; empty while none is open. */
function useViews(): readonly NamedView[] {
  const manifest = useStore(slotsStore, (state) => {
    const slot = state.slots[0];
    return slot?.load.state === "ready" ? slot.load.manifest : null;
  });
  return useMemo(() => (manifest ? viewsFor(manifest) : []), [manifest]);
}

/** The open view: the chosen one where this model has it, else the first. */
export function useView(): NamedView | undefined {
  const views = useViews();
  const chosen = useStore(settingsStore, (state) => state.settings.view);
  return views.find(({ id }) => id === chosen) ?? views[0];
}

/** One tab a view. */
export function ViewTabs() {
  const views = useViews();
  const view = useView();
  const language = useLanguage();
  const text = useText();
  const change = useStore(settingsStore, (state) => state.change);
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = views.findIndex(({ id }) => id === view?.id);
    const next =
      event.key === "Home" ? views[0] : event.key === "End" ? views.at(-1) : step && views[(place + step + views.length) % views.length];
    if (!next) return;
    event.preventDefault();
    change({ view: next.id });
    list.current?.querySelector<HTMLElement>(`#${tabId(next.id)}`)?.focus();
  };

  return (
    <div ref={list} className="tabs" role="tablist" aria-label={text.places.views} onKeyDown={onKeyDown}>
      {views.map(({ id, title, summary }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          className="tab"
          title={summary[language]}
          aria-selected={id === view?.id}
          aria-controls={STAGE_ID}
          tabIndex={id === view?.id ? 0 : -1}
          onClick={() => change({ view: id })}
        >
          {title[language]}
        </button>
      ))}
    </div>
  );
}
