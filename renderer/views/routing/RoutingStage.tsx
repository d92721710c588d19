// Where the tokens go: lanes of modules step by step, their use, the attention of a step; beside it the path of the token
// that is read, the pool and the numbers of every step.

import { useStore } from "zustand";
import { forceKnob } from "../../../shared/analysis/route-path/knobs.ts";
import { kindsOf, readStops } from "../../../shared/analysis/route-path/routes.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { slotsStore } from "../../state/slots.ts";
import type { ViewProps } from "../contract.ts";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useStale } from "../parts/stale.ts";
import { useViewSettings } from "../parts/viewSettings.ts";
import { AttentionPane } from "./AttentionPane.tsx";
import { ForcedBar } from "./ForcedBar.tsx";
import { attentionStop } from "./figure.ts";
import { hasRoutes } from "./has.ts";
import { LanesPane } from "./LanesPane.tsx";
import { NumbersPane } from "./NumbersPane.tsx";
import { PoolPane } from "./PoolPane.tsx";
import { RoutingBar } from "./RoutingBar.tsx";
import own from "./routing.module.css";
import { routingSettings } from "./settings.ts";
import { TokenPane } from "./TokenPane.tsx";
import { TEXTS } from "./texts.ts";
import { UsePane } from "./UsePane.tsx";

const NONE: KnobValues = {};

export function RoutingStage(props: ViewProps) {
  if (!hasRoutes(props.trace)) return <StageNotice title={TEXTS.fetching[props.language]} remedy={TEXTS.fetchingRemedy[props.language]} />;
  return <Routes {...props} />;
}

function Routes(props: ViewProps) {
  const { trace, slot, theme, language } = props;
  const [settings, change] = useViewSettings("routing", routingSettings);
  const heads = useStore(useSelectionStore(), ({ selection }) => selection.heads);
  const knobs = useStore(slotsStore, ({ slots }) => slots[slot]?.knobs) ?? NONE;
  const write = useStore(slotsStore, (state) => state.change);
  const stale = useStale(trace, slot);
  const { manifest } = trace;
  const stops = readStops(trace);
  const onKnobs = (next: KnobValues): void => write(slot, { knobs: next });
  const can = kindsOf(stops).some((kind) => forceKnob(manifest, kind));
  const controls = { manifest, stops, knobs, language, onKnobs };
  return (
    <div className={styles["stage"]}>
      <RoutingBar
        stops={stops}
        tokens={trace.tokens.length}
        settings={settings}
        language={language}
        stop={attentionStop(trace, heads)}
        change={change}
      />
      <ForcedBar {...controls} can={can} lanes={settings.show === "lanes"} />
      <div className={own["panes"]} data-stale={stale}>
        <div className={own["main"]}>
          {settings.show === "lanes" && <LanesPane {...props} settings={settings} knobs={knobs} can={can} onKnobs={onKnobs} />}
          {settings.show === "use" && <UsePane {...props} settings={settings} />}
          {settings.show === "attention" && <AttentionPane {...props} settings={settings} />}
        </div>
        <div className={own["side"]}>
          <TokenPane {...props} settings={settings} />
          <PoolPane {...controls} theme={theme} />
          <NumbersPane trace={trace} language={language} />
        </div>
      </div>
    </div>
  );
}
