import { Check } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";
import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import type { Action, ActionGroup } from "../actions/action.ts";
import { modelActions, sampleActions, thingActions, viewActions } from "../actions/found.ts";
import { IS_MAC, keyLabel } from "../actions/keys.ts";
import { fixedActions } from "../actions/list.ts";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";

/** Finds any action, head, token, model or view by its name, and does it. */
export function Palette() {
  const open = useStore(layoutStore, (state) => state.open === "palette");
  const show = useStore(layoutStore, (state) => state.show);
  const text = useText();
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={open} onOpenChange={(next) => show(next ? "palette" : null)}>
      <Modal className="palette">
        <Dialog aria-label={text.palette.title}>
          <Finder />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Groups in the order of the list: what a person acts on before what is merely there. */
const ORDER: readonly ActionGroup[] = ["view", "selection", "edit", "figure", "model", "settings", "help", "sample", "head", "token"];
/** Heads and tokens are hundreds: they join the list once something is typed. */
const WHEN_TYPED: readonly ActionGroup[] = ["head", "token"];

function Finder() {
  const services = useServices();
  const text = useText();
  const show = useStore(layoutStore, (state) => state.show);
  const [query, setQuery] = useState("");
  // The list as it was when the palette opened: it is about to close on any choice.
  const [actions] = useState<readonly Action[]>(() => [
    ...viewActions(text),
    ...fixedActions(services, text),
    ...modelActions(services, text),
    ...sampleActions(text),
    ...thingActions(text),
  ]);
  const chosen = useRef<Action | undefined>(undefined);
  // Done once the palette is gone: until then nothing else of the page can have the focus.
  useEffect(() => () => void setTimeout(() => void chosen.current?.perform()), []);
  const { contains } = useFilter({ sensitivity: "base" });
  const words = query.trim().split(/\s+/).filter(Boolean);
  const found = actions.filter(
    (action) =>
      action.enabled !== false &&
      (words.length > 0 || !WHEN_TYPED.includes(action.group)) &&
      words.every((word) => contains(`${action.title} ${action.words ?? ""}`, word)),
  );
  const groups = ORDER.map((group) => ({
    id: group,
    actions: rank(
      found.filter((action) => action.group === group),
      query,
    ).slice(0, 40),
  })).filter((group) => group.actions.length > 0);
  // What is named exactly comes first, whatever its group.
  groups.sort((a, b) => Number(named(b.actions[0], query)) - Number(named(a.actions[0], query)));
  const perform = (id: string): void => {
    const action = actions.find((one) => one.id === id);
    chosen.current = action;
    show(null);
  };
  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField className="palette-field" aria-label={text.palette.title} autoFocus>
        <Input className="palette-input" placeholder={text.palette.placeholder} />
      </SearchField>
      <Menu
        className="menu palette-menu"
        aria-label={text.palette.title}
        items={groups}
        dependencies={[query]}
        onAction={(id) => perform(String(id))}
        renderEmptyState={() => <p className="muted">{text.palette.none}</p>}
      >
        {(group) => (
          <MenuSection id={`group.${group.id}`}>
            <Header className="menu-header">{text.palette.groups[group.id]}</Header>
            <Collection items={group.actions} dependencies={[query]}>
              {(action) => (
                <MenuItem id={action.id} className="menu-item" textValue={action.title}>
                  <span className="menu-check">{action.checked ? <Check size={13} aria-hidden /> : null}</span>
                  <span className="menu-title">{action.title}</span>
                  {action.keys?.[0] ? <kbd>{keyLabel(action.keys[0], IS_MAC)}</kbd> : null}
                </MenuItem>
              )}
            </Collection>
          </MenuSection>
        )}
      </Menu>
    </Autocomplete>
  );
}

/** True when an action's last word is just what was typed, as "L3H5" of "Head L3H5". */
function named(action: Action | undefined, query: string): boolean {
  return query !== "" && action?.title.toLowerCase().split(" ").at(-1) === query.trim().toLowerCase();
}

/** Titles that begin with what was typed come first. */
function rank(actions: readonly Action[], query: string): readonly Action[] {
  const typed = query.trim().toLowerCase();
  const score = (action: Action): number => (named(action, query) ? 0 : action.title.toLowerCase().startsWith(typed) ? 1 : 2);
  return typed === "" ? actions : [...actions].sort((a, b) => score(a) - score(b));
}
