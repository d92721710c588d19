import { useStore } from "zustand";
import type { ErrorCode } from "../../../shared/error.ts";
import { slotsStore } from "../../state/slots.ts";
import { StaleMark } from "../../views/parts/StaleMark.tsx";
import { SlotContext } from "../../views/parts/slot.ts";
import type { NamedView } from "../../views/registry.ts";
import { useProblem } from "../text/useProblem.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { Loading } from "./Loading.tsx";
import { Message } from "./Message.tsx";

/** Errors that running again cannot cure. */
const ABOUT_THE_TEXT: readonly ErrorCode[] = ["empty-text", "text-too-long"];

interface Props {
  readonly index: number;
  readonly view: NamedView | undefined;
}

/** One model in a view, or in its place what is missing for it; what is wrong with one says nothing about another. */
export function SlotStage({ index, view }: Props) {
  const text = useText();
  const loadState = useStore(slotsStore, (state) => state.slots[index]?.load.state);
  const trace = useStore(slotsStore, (state) => state.slots[index]?.trace ?? null);
  const theme = useTheme();
  const language = useLanguage();
  const problem = useProblem(index);

  if (loadState === "failed" && problem) return <Message message={problem.message} remedy={problem.remedy} slot={index} models />;
  if (loadState !== "ready") return <Loading index={index} />;
  if (!view) return <Message message={text.stage.noViews} remedy="" slot={index} models />;
  return (
    <SlotContext value={index}>
      <StaleMark className="stage-view" trace={trace} slot={index}>
        {trace ? (
          <view.Stage slot={index} trace={trace} theme={theme} language={language} />
        ) : problem ? (
          <Message message={problem.message} remedy={problem.remedy} slot={index} retry={!ABOUT_THE_TEXT.includes(problem.code)} />
        ) : (
          <p className="message">{text.stage.waiting}</p>
        )}
      </StaleMark>
      {trace ? <StageProblem index={index} /> : null}
    </SlotContext>
  );
}

/** Why the picture that stays is not of the present text. */
export function StageProblem({ index, name }: { readonly index: number; readonly name?: string }) {
  const text = useText();
  const problem = useProblem(index);
  if (!problem) return null;
  return (
    <p className="stage-problem" role="alert">
      {name === undefined ? "" : `${name}: `}
      {problem.message} {problem.remedy} <span className="muted">{text.stage.lastGood}</span>
    </p>
  );
}
