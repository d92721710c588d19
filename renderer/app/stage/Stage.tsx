import { X } from "lucide-react";
import { useEffect } from "react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import type { ErrorCode } from "../../../shared/error.ts";
import { catalogStore } from "../../state/catalog.ts";
import { layoutStore } from "../../state/layout.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { StaleMark } from "../../views/parts/StaleMark.tsx";
import { FigurePreview } from "../figure/FigurePreview.tsx";
import { STAGE_ID, tabId, useView } from "../frame/ViewTabs.tsx";
import { useServices } from "../services.ts";
import { useProblem } from "../text/useProblem.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { Loading } from "./Loading.tsx";

/** Errors that running again cannot cure. */
const ABOUT_THE_TEXT: readonly ErrorCode[] = ["empty-text", "text-too-long"];

/** The chosen view, or in its place what is missing for it. */
export function Stage() {
  const text = useText();
  const view = useView();
  const loadState = useStore(slotsStore, (state) => state.slots[0]?.load.state);
  const trace = useStore(slotsStore, (state) => state.slots[0]?.trace ?? null);
  const theme = useTheme();
  const language = useLanguage();
  const problem = useProblem(0);
  const printing = useStore(layoutStore, (state) => state.open === "figure");
  const noModels = useStore(catalogStore, (state) => state.models?.length === 0);

  if (noModels) return <Message message={text.stage.noModels} remedy={text.stage.noModelsRemedy} />;
  if (loadState === "failed" && problem) return <Message message={problem.message} remedy={problem.remedy} models />;
  if (loadState !== "ready") return <Loading index={0} />;
  if (!view) return <Message message={text.stage.noViews} remedy="" models />;
  if (printing)
    return (
      <div className="stage" role="tabpanel" id={STAGE_ID} aria-labelledby={tabId(view.id)}>
        <FigurePreview />
      </div>
    );
  return (
    <div className="stage" role="tabpanel" id={STAGE_ID} aria-labelledby={tabId(view.id)}>
      <StaleMark className="stage-view" trace={trace} slot={0}>
        {trace ? (
          <view.Stage slot={0} trace={trace} theme={theme} language={language} />
        ) : problem ? (
          <Message message={problem.message} remedy={problem.remedy} retry={!ABOUT_THE_TEXT.includes(problem.code)} />
        ) : (
          <p className="message">{text.stage.waiting}</p>
        )}
      </StaleMark>
      {trace && problem ? (
        <p className="stage-problem" role="alert">
          {problem.message} {problem.remedy} <span className="muted">{text.stage.lastGood}</span>
        </p>
      ) : null}
      <Welcome />
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

/** What is wrong, and the ways out. */
function Message({
  message,
  remedy,
  models = false,
  retry = false,
}: {
  readonly message: string;
  readonly remedy: string;
  readonly models?: boolean;
  readonly retry?: boolean;
}) {
  const text = useText();
  const { runs } = useServices();
  const show = useStore(layoutStore, (state) => state.show);
  return (
    <div className="message" role="alert">
      <p>{message}</p>
      {remedy ? <p className="muted">{remedy}</p> : null}
      <div className="row">
        {models ? (
          <Button className="button" onPress={() => show("models")}>
            {text.stage.otherModel}
          </Button>
        ) : null}
        {retry ? (
          <Button className="button" onPress={() => runs.retry(0)}>
            {text.stage.retry}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
