// The weight of each chosen head, where heads are merged by weights.

import { useStore } from "zustand";
import { weightOf } from "../../../shared/lens/settings.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { Region } from "../parts/Region.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import own from "./attention.module.css";
import { TEXTS } from "./texts.ts";

export function WeightsBar({ heads, language }: { readonly heads: readonly HeadRef[]; readonly language: Language }) {
  const store = useSelectionStore();
  const lens = useStore(store, ({ selection }) => selection.lens);
  const select = useStore(store, (state) => state.select);
  const set = ({ layer, head }: HeadRef, weight: number): void => {
    const others = lens.weights.filter((one) => one.layer !== layer || one.head !== head);
    const weights = weight === 1 ? others : [...others, { layer, head, weight }];
    select({ lens: { ...lens, weights } }, `weight ${headName({ layer, head })}`);
  };
  return (
    <Region className={own["weights"]} label={TEXTS.weightsPane[language]}>
      {heads.map((head) => {
        const weight = weightOf(lens.weights, head);
        return (
          <SliderField
            key={headName(head)}
            label={headName(head)}
            value={weight}
            minimum={-1}
            maximum={1}
            step={0.05}
            shown={weight.toFixed(2).replace("-", "−")}
            shipped={1}
            changed={weight !== 1}
            onChange={(next) => set(head, Math.round(next * 100) / 100)}
          />
        );
      })}
    </Region>
  );
}
