import { ChevronDown, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogTrigger, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { useStore } from "zustand";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { catalogStore } from "../../state/catalog.ts";
import { layoutStore } from "../../state/layout.ts";
import { slotsStore } from "../../state/slots.ts";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";
import { ModelCard } from "./ModelCard.tsx";

const NONE: readonly never[] = [];

/** The open model's name; pressed, the place where models are chosen and their cards are read. */
export function ModelPicker() {
  const text = useText();
  const modelId = useStore(slotsStore, (state) => state.slots[0]?.modelId);
  const failed = useStore(slotsStore, (state) => state.slots[0]?.load.state === "failed");
  const title = useStore(catalogStore, (state) => state.models?.find(({ id }) => id === modelId)?.manifest?.title) ?? modelId;
  const open = useStore(layoutStore, (state) => state.open === "models");
  const show = useStore(layoutStore, (state) => state.show);
  return (
    <DialogTrigger isOpen={open} onOpenChange={(next) => show(next ? "models" : null)}>
      <Button className="button model-button" aria-label={`${text.header.chooseModel}: ${title ?? ""}`}>
        {failed ? <TriangleAlert size={14} aria-hidden /> : null}
        <span className="model-name">{title ?? text.header.chooseModel}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover model-popover" placement="bottom start">
        <Dialog className="model-dialog" aria-label={text.models.title}>
          <Models />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Models() {
  const text = useText();
  const { loader } = useServices();
  const modelId = useStore(slotsStore, (state) => state.slots[0]?.modelId);
  const show = useStore(layoutStore, (state) => state.show);
  return (
    <ModelChooser
      used={modelId}
      first={modelId}
      mark={text.models.opened}
      wording={(id, title) => (id === modelId ? text.models.opened : `${text.models.open} ${title}`)}
      onChoose={(id) => {
        show(null);
        void loader.open(0, id);
      }}
    />
  );
}

interface ChooserProps {
  /** The model that is in use, which gets a mark. */
  readonly used: string | undefined;
  readonly mark: string;
  /** The one that is looked at to begin with. */
  readonly first: string | undefined;
  /** What choosing it is called. */
  wording(id: string, title: string): string;
  onChoose(id: string): void;
}

/** The list of models, and the card of the one that is looked at. */
export function ModelChooser({ used, mark, first, wording, onChoose }: ChooserProps) {
  const text = useText();
  const models = useStore(catalogStore, (state) => state.models) ?? NONE;
  const [looked, setLooked] = useState<string | undefined>(first);
  const entry = models.find(({ id }) => id === looked) ?? models[0];
  return (
    <>
      <ListBox
        className="model-list"
        aria-label={text.models.title}
        items={models}
        selectionMode="single"
        disallowEmptySelection
        selectionBehavior="replace"
        selectedKeys={entry ? [entry.id] : []}
        onSelectionChange={(keys) => keys !== "all" && setLooked(String([...keys][0]))}
        onAction={(id) => onChoose(String(id))}
        autoFocus
      >
        {({ id, manifest, error }) => (
          <ListBoxItem id={id} className="model-item" textValue={manifest?.title ?? id}>
            <span className="model-item-title">
              {error ? <TriangleAlert size={13} aria-hidden /> : null}
              {manifest?.title ?? id}
            </span>
            <span className="muted">
              {id === used ? `${mark} · ` : ""}
              {manifest
                ? (manifest.size.groups === undefined ? text.models.brief : text.models.briefOfGroups)(
                    (manifest.size.parameters / 1e6).toFixed(1),
                    manifest.size.layers,
                    mapExtent(manifest).heads,
                  )
                : text.models.broken}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      <div className="model-side">
        {entry ? (
          <>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <section className="model-card-scroll" tabIndex={0} aria-label={entry.manifest?.title ?? entry.id}>
              <ModelCard entry={entry} />
            </section>
            <div className="model-actions">
              <Button className="button strong" onPress={() => onChoose(entry.id)}>
                {wording(entry.id, entry.manifest?.title ?? entry.id)}
              </Button>
            </div>
          </>
        ) : (
          <p>{text.stage.noModels}</p>
        )}
      </div>
    </>
  );
}
