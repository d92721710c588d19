import { X } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { catalogStore } from "../../state/catalog.ts";
import { layoutStore } from "../../state/layout.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { CompareStage } from "../compare/CompareStage.tsx";
import { useCompared, useView } from "../compare/hooks.ts";
import { FigurePreview } from "../figure/FigurePreview.tsx";
import { STAGE_ID, tabId } from "../frame/ViewTabs.tsx";
import { useText } from "../text/useText.ts";
import { Message } from "./Message.tsx";
import { SlotStage } from "./SlotStage.tsx";

/** The chosen view of one model or of two, or in its place what is missing for it. */
export function Stage() {
  const text = useText();
  const view = useView();
  const compared = useCompared();
  const printing = useStore(layoutStore, (state) => state.open === "figure");
  const noModels = useStore(catalogStore, (state) => state.models?.length === 0);

  if (noModels) return <Message message={text.stage.noModels} remedy={text.stage.noModelsRemedy} />;
  const panel = view ? ({ role: "tabpanel", id: STAGE_ID, "aria-labelledby": tabId(view.id) } as const) : {};
  return (
    <div className="stage" {...panel}>
      {printing && view ? <FigurePreview /> : compared ? <CompareStage view={view} /> : <SlotStage index={0} view={view} />}
      {printing ? null : <Welcome />}
    </div>
  );
}

/** The sentence of the first start, until it is put away. */
function Welcome() {
  const text = useText();
  const welcomed = useStore(settingsStore, (state) => state.settings.welcomed);
  const change = useStore(settingsStore, (state) => state.change);
  const acted = useStore(selectionStore, (state) => state.past.length > 0);
  useEffect(() => {
    if (acted && !welcomed) change({ welcomed: true });
  }, [acted, welcomed, change]);
  if (welcomed) return null;
  return (
    <div className="welcome">
      <p>{text.prompt.firstStart}</p>
      <IconButton label={text.status.dismiss} onPress={() => change({ welcomed: true })}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
