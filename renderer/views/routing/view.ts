// Routing: which modules every token is led through, step by step, and what happens when it is led elsewhere.

import { ROUTE_NEEDS, readStops } from "../../../shared/analysis/route-path/routes.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { attentionFigure, attentionStop, lanesFigure, moduleUseFigure } from "./figure.ts";
import { freed, withOrder } from "./force.ts";
import { hasRoutes } from "./has.ts";
import { RoutingStage } from "./RoutingStage.tsx";
import { routingSettings, SHOWN } from "./settings.ts";
import { TEXTS } from "./texts.ts";

export default defineView({
  title: { en: "Routing", zh: "路由" },
  summary: {
    en: "The path of each token through the modules, step by step; forcing it elsewhere recomputes the model.",
    zh: "每个词元逐步经过各模块的路径；指定其他路径会重新计算模型。",
  },
  order: 40,
  needs: ROUTE_NEEDS,
  outputs: (manifest) => {
    const layers = new Set(manifest.captures.filter(({ role }) => role === "route.choice").map(({ layer }) => layer));
    return manifest.captures
      .filter(({ role, layer }) => role.startsWith("route.") || (role === "attention.map" && layers.has(layer)))
      .map(({ output }) => output);
  },
  Stage: RoutingStage,
  figure: (trace, selection, remembered) => {
    const settings = parseViewSettings(routingSettings, remembered);
    const { sequential } = settingsStore.getState().settings;
    if (settings.show === "use") return { figure: "route-use", settings: moduleUseFigure(trace, settings, sequential) };
    const stop = attentionStop(trace, selection.heads);
    const mapped = stop && trace.captures.some(({ role, layer }) => role === "attention.map" && layer === stop.layer);
    if (settings.show === "attention" && stop && mapped) {
      const marked = selection.query === null || selection.key === null ? [] : [{ query: selection.query, key: selection.key }];
      return {
        figure: "route-attention",
        settings: { ...attentionFigure(trace, selection, stop, selection.heads, settings, sequential), marked },
      };
    }
    return { figure: "route-lanes", settings: { ...lanesFigure(trace, selection, settings), lit: selection.query } };
  },
  actions: (slot) => {
    const open = slotsStore.getState().slots[slot];
    if (open?.load.state !== "ready" || !open.trace || !hasRoutes(open.trace)) return [];
    const { manifest } = open.load;
    const stops = readStops(open.trace);
    const change = (make: typeof freed): void => {
      const { slots, change: write } = slotsStore.getState();
      write(slot, { knobs: make(manifest, slots[slot]?.knobs ?? {}, stops) });
    };
    const show = (): void => {
      const { settings, change: write } = settingsStore.getState();
      const own = parseViewSettings(routingSettings, settings.views["routing"]);
      const next = SHOWN[(SHOWN.indexOf(own.show) + 1) % SHOWN.length] ?? "lanes";
      write({ views: { ...settings.views, routing: { ...own, show: next } } });
    };
    return [
      { id: "order", title: TEXTS.order, perform: () => change(withOrder) },
      { id: "free", title: TEXTS.freeRoutes, perform: () => change(freed) },
      { id: "show", title: TEXTS.showNext, keys: ["S"], perform: show },
    ];
  },
});
