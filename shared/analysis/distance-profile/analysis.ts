// Attention by distance: how much of a head's attention goes how far back.

import * as v from "valibot";
import { lackingOf } from "../../trace/lacking.ts";
import { headSource } from "../../trace/maps.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { distanceProfile } from "./profile.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

export default defineTraceAnalysis({
  title: { en: "Attention by distance", zh: "注意力与距离" },
  summary: {
    en: "Attention that lies 0, 1, 2–3, 4–7, … tokens back, mean over the queries.",
    zh: "距查询 0、1、2–3、4–7…… 个词元处的注意力，对各查询取平均。",
  },
  formula: String.raw`m_b = \frac1Q \sum_q \sum_{k:\,|q-k| \in b} A_{qk},\qquad b = 0,\ 1,\ 2\text{--}3,\ 4\text{--}7,\ \dots`,
  source: "definition; bins as in attention-distance histograms with doubling bins",
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }] },
  settings: v.object({
    role: v.optional(v.picklist(["attention.map", "attention.effective"]), "attention.map"),
    branch: v.optional(v.string()),
    layer: v.optional(index, 0),
    head: v.optional(index, 0),
  }),
  run: (trace, { role, branch, layer, head }) => {
    const source = headSource(trace, { role, ...(branch === undefined ? {} : { branch }) }, layer, head);
    if (!source) throw lackingOf(role, [{ layer, head }]);
    return distanceProfile(source);
  },
});
