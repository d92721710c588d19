import type { ReactNode } from "react";
import { Label, Slider, SliderThumb, SliderTrack } from "react-aria-components";

interface Props {
  readonly label: string;
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** The value in words, shown beside the name. */
  readonly shown: string;
  /** Where the value is as shipped: a tick on the track, and double click goes back to it. */
  readonly shipped?: number;
  readonly changed?: boolean;
  readonly after?: ReactNode;
  onChange(value: number): void;
}

/** A number on a line. */
export function SliderField({ label, value, minimum, maximum, step, shown, shipped, changed = false, after, onChange }: Props) {
  const share = (at: number): number => (maximum === minimum ? 0 : Math.min(1, Math.max(0, (at - minimum) / (maximum - minimum))) * 100);
  return (
    <Slider
      className="slider"
      data-changed={changed || undefined}
      value={value}
      minValue={minimum}
      maxValue={maximum}
      step={step}
      onChange={onChange}
    >
      <Label className="slider-label">{label}</Label>
      <SliderTrack className="slider-track" onDoubleClick={() => shipped !== undefined && onChange(shipped)}>
        <div className="slider-line" />
        {shipped === undefined ? null : <div className="slider-shipped" style={{ left: `${share(shipped)}%` }} />}
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
      <span className="slider-value numeric">{shown}</span>
      {after}
    </Slider>
  );
}
