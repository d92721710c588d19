// Where the colours of maps end and how they are spaced: the same words in every view.

import type { Language, Localized } from "../../../shared/text.ts";
import { Picker } from "./Picker.tsx";

const TEXTS = {
  range: { en: "Colours", zh: "颜色范围" },
  unit: { en: "0 to 1", zh: "0 到 1" },
  max: { en: "to the largest", zh: "到最大值" },
  p99: { en: "to the 99th percentile", zh: "到第 99 百分位" },
  scale: { en: "Scale", zh: "刻度" },
  linear: { en: "linear", zh: "线性" },
  log: { en: "log", zh: "对数" },
} as const satisfies Record<string, Localized>;

type Range = "unit" | "max" | "p99";
type Scale = "linear" | "log";

interface RangePickerProps<Value extends Range> {
  readonly value: Value;
  readonly ranges: readonly Value[];
  /** What the range of fixed ends is called where it is not from 0 to 1. */
  readonly unit?: Localized;
  readonly language: Language;
  onChange(range: Value): void;
}

export function RangePicker<Value extends Range>({ value, ranges, unit = TEXTS.unit, language, onChange }: RangePickerProps<Value>) {
  return (
    <Picker
      label={TEXTS.range[language]}
      value={value}
      options={ranges.map((range) => ({ value: range, text: (range === "unit" ? unit : TEXTS[range])[language] }))}
      onChange={onChange}
    />
  );
}

interface ScalePickerProps {
  readonly value: Scale;
  readonly language: Language;
  onChange(scale: Scale): void;
}

export function ScalePicker({ value, language, onChange }: ScalePickerProps) {
  return (
    <Picker
      label={TEXTS.scale[language]}
      value={value}
      options={(["linear", "log"] as const).map((scale) => ({ value: scale, text: TEXTS[scale][language] }))}
      onChange={onChange}
    />
  );
}
