// The card beside the pointer: the token, and what its router says of the lane that the pointer is on.

import { entropyAt } from "../../../shared/analysis/route-entropy/analysis.ts";
import { moduleName, readStops, takenAt } from "../../../shared/analysis/route-path/routes.ts";
import { columnX } from "../../../shared/figures/route-lanes/layout.ts";
import type { LitBrush } from "../../../shared/figures/route-lanes/lit.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import { type Extent, place } from "../parts/place.ts";
import shared from "../parts/stage.module.css";
import type { LanePoint } from "./lanePointer.ts";
import { TEXTS } from "./texts.ts";

interface LaneCardProps {
  readonly trace: Trace;
  readonly brush: LitBrush;
  readonly point: LanePoint;
  readonly extent: Extent;
  readonly language: Language;
}

export function LaneCard({ trace, brush, point, extent, language }: LaneCardProps) {
  const { token, frame, module } = point;
  const stop = frame && readStops(trace).find((one) => `${one.kind}/${one.step}` === frame.id);
  if (!stop || module === null || token >= stop.tokens) return null;
  const gate = takenAt(stop, token).find((one) => one.module === module)?.gate;
  const lines = [
    gate === undefined
      ? { field: "not-taken", label: TEXTS.notTaken[language], value: "" }
      : { field: "gate", label: TEXTS.gateOf[language], value: exactFloat32(gate) },
    { field: "probability", label: TEXTS.probability[language], value: exactFloat32(stop.probability[token * stop.classes + module] ?? 0) },
    {
      field: "entropy",
      label: TEXTS.entropyOf[language],
      value: `${(entropyAt(stop).tokens[token] ?? 0).toFixed(4)} ${TEXTS.nats[language]}`,
    },
  ];
  const at = { x: columnX(brush.layout, token) + brush.layout.column / 2, y: frame.y + (module + 0.5) * brush.layout.lane };
  const name = `${kindWord(stop.kind, language)} ${moduleName(stop, module)}`;
  return (
    <div className={shared["readout"]} style={place(at, extent)} data-card={`${frame.id}/${module}`} data-token={token}>
      <p className={shared["readoutToken"]}>
        <span className={shared["readoutWord"]}>{`${TEXTS.token[language]} ${tokenNumber(token)}`}</span>{" "}
        <b>{trace.tokens[token]?.label}</b>
      </p>
      <p className={shared["readoutToken"]}>
        <span className={shared["readoutWord"]}>{`${TEXTS.step[language]} ${stop.step + 1}`}</span> <b>{name}</b>
      </p>
      <dl className={shared["readoutLines"]}>
        {lines.map(({ field, label, value }) => (
          <div key={field}>
            <dt>{label}</dt>
            <dd data-field={field}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
