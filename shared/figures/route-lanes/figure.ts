// The lane diagram: which modules every token goes through, step by step, and which tokens go the same way.

import { ROUTE_NEEDS } from "../../analysis/route-path/routes.ts";
import { defineFigure } from "../contract.ts";
import { lanes } from "./lanes.ts";
import { laneSettings } from "./settings.ts";

export default defineFigure({
  title: { en: "Lanes of modules", zh: "模块泳道图" },
  summary: {
    en: "The modules that each token takes at every step, as lanes; attention and feed-forward modules apart, line width is the gate.",
    zh: "每个词元在各步所取的模块，以泳道表示；注意力与前馈模块分开，线宽为门控值。",
  },
  needs: ROUTE_NEEDS,
  settings: laneSettings,
  outputs: (manifest) => manifest.captures.filter(({ role }) => role.startsWith("route.")).map((capture) => capture.output),
  draw: (trace, chosen, paper) => lanes(trace, chosen, paper).scene,
});
