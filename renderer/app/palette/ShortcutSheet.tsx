import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useStore } from "zustand";
import { layoutStore } from "../../state/layout.ts";
import { viewActions } from "../actions/found.ts";
import { IS_MAC, keyLabel } from "../actions/keys.ts";
import { fixedActions } from "../actions/list.ts";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";

/** All keys and gestures on one sheet. */
export function ShortcutSheet() {
  const open = useStore(layoutStore, (state) => state.open === "shortcuts");
  const show = useStore(layoutStore, (state) => state.show);
  const text = useText();
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={open} onOpenChange={(next) => show(next ? "shortcuts" : null)}>
      <Modal className="sheet">
        <Dialog>
          <Heading slot="title">{text.shortcuts.title}</Heading>
          <Sheet />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Sheet() {
  const services = useServices();
  const text = useText();
  const [actions] = useState(() => [...viewActions(text), ...fixedActions(services, text)].filter((action) => action.keys));
  return (
    <div className="sheet-columns">
      <dl className="keys">
        {actions.map((action) => (
          <div key={action.id}>
            <dt>
              <kbd>{keyLabel(action.keys?.[0] ?? "", IS_MAC)}</kbd>
            </dt>
            <dd>{action.title}</dd>
          </div>
        ))}
      </dl>
      <section>
        <h3>{text.shortcuts.mouse}</h3>
        <dl className="keys">
          {text.shortcuts.gestures.map(([gesture, meaning]) => (
            <div key={gesture}>
              <dt>{gesture}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
