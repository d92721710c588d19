import { useEffect } from "react";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";
import type { Action } from "./action.ts";
import { modelActions, sampleActions, thingActions, viewActions } from "./found.ts";
import { IS_MAC, isKey, mayPerform } from "./keys.ts";
import { fixedActions } from "./list.ts";
import { watchMenu } from "./menu.ts";

/** Listens for the keys of all actions, and for the native menu. Draws nothing. */
export function Shortcuts() {
  const services = useServices();
  const text = useText();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const keyed = (action: Action): boolean =>
        action.enabled !== false && (action.keys ?? []).some((name) => isKey(event, name, IS_MAC) && mayPerform(event.target, name));
      const action = [...fixedActions(services, text), ...viewActions(text)].find(keyed);
      if (!action) return;
      event.preventDefault();
      void action.perform();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [services, text]);

  useEffect(() => {
    const list = (): Action[] => [
      ...fixedActions(services, text),
      ...viewActions(text),
      ...modelActions(services, text),
      ...sampleActions(text),
    ];
    const stopMenu = watchMenu(services.host, list, text);
    const stopActions = services.host.onAction((id) => {
      const action = [...list(), ...thingActions(text)].find((one) => one.id === id);
      if (action && action.enabled !== false) void action.perform();
    });
    return () => {
      stopMenu();
      stopActions();
    };
  }, [services, text]);

  return null;
}
