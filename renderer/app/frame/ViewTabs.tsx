import { type KeyboardEvent, useRef } from "react";
import { useStore } from "zustand";
import { settingsStore } from "../../state/settings.ts";
import { useView, useViews } from "../compare/hooks.ts";
import { useLanguage, useText } from "../text/useText.ts";

/** The stage and the tabs name one another by these. */
export const STAGE_ID = "stage-panel";
export const tabId = (view: string): string => `tab-${view}`;

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
