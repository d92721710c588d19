import { ChevronDown, Plus, TriangleAlert } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useStore } from "zustand";
import { catalogStore } from "../../state/catalog.ts";
import { layoutStore } from "../../state/layout.ts";
import { slotsStore } from "../../state/slots.ts";
import { LETTERS } from "../../views/parts/letters.ts";
import { ModelChooser } from "../models/ModelPicker.tsx";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { compareWith } from "./changes.ts";
import styles from "./compare.module.css";
import { TEXTS } from "./texts.ts";
import { useTitle } from "./titles.ts";

/** "+ compare"; pressed, the place where the model is chosen that stands beside the open one: another, or the same again. */
export function ComparePicker() {
  const language = useLanguage();
  const title = useTitle(1);
  const compared = useStore(slotsStore, ({ slots }) => slots.length > 1);
  const failed = useStore(slotsStore, ({ slots }) => slots[1]?.load.state === "failed");
  const ready = useStore(slotsStore, ({ slots }) => slots[0] !== undefined);
  const open = useStore(layoutStore, (state) => state.open === "compare");
  const show = useStore(layoutStore, (state) => state.show);
  return (
    <DialogTrigger isOpen={open} onOpenChange={(next) => show(next ? "compare" : null)}>
      <Button
        className={`button ${compared ? "" : "quiet"} ${styles["picker"]}`}
        isDisabled={!ready}
        aria-label={compared ? `${TEXTS.second[language]}: ${LETTERS[1]} ${title}` : TEXTS.addHint[language]}
      >
        {failed ? <TriangleAlert size={14} aria-hidden /> : compared ? null : <Plus size={14} aria-hidden />}
        <span className={compared ? "model-name" : undefined}>{compared ? title : TEXTS.add[language]}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover model-popover" placement="bottom start">
        <Dialog className="model-dialog" aria-label={TEXTS.addHint[language]}>
          <Choose onChosen={() => show(null)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Choose({ onChosen }: { readonly onChosen: () => void }) {
  const language = useLanguage();
  const { loader } = useServices();
  const models = useStore(catalogStore, (state) => state.models);
  const first = useStore(slotsStore, ({ slots }) => slots[0]?.modelId);
  const second = useStore(slotsStore, ({ slots }) => slots[1]?.modelId);
  const other = models?.find(({ id, manifest }) => id !== first && manifest !== null)?.id;
  return (
    <ModelChooser
      used={second}
      mark={TEXTS.compared[language]}
      first={second ?? other}
      wording={(id, title) => (id === first ? TEXTS.compareSame[language] : TEXTS.compareWith[language].replace("{title}", title))}
      onChoose={(id) => {
        onChosen();
        compareWith(loader, id);
      }}
    />
  );
}
