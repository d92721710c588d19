// Use of the modules as a table of cells that fills the stage.

import { useMemo, useRef } from "react";
import { useStore } from "zustand";
import routeUse from "../../../shared/figures/route-use/figure.ts";
import { settingsStore } from "../../state/settings.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import type { ViewProps } from "../contract.ts";
import { drawFigure } from "../parts/drawFigure.ts";
import { Region } from "../parts/Region.tsx";
import { useSize } from "../parts/useSize.ts";
import { moduleUseFigure } from "./figure.ts";
import own from "./routing.module.css";
import type { RoutingSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

export function UsePane({ trace, theme, language, settings }: ViewProps & { readonly settings: RoutingSettings }) {
  const ref = useRef<HTMLElement>(null);
  const size = useSize(ref);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const scene = useMemo(
    () =>
      size && size.width >= 120 && size.height >= 80
        ? drawFigure(routeUse, trace, moduleUseFigure(trace, settings, sequential), size, theme, language)
        : null,
    [trace, settings, sequential, size, theme, language],
  );
  return (
    <Region ref={ref} className={own["use"]} label={TEXTS.use[language]}>
      {scene && <SceneView scene={scene} />}
    </Region>
  );
}
