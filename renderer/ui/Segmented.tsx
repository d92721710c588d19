import { Label, Radio, RadioGroup } from "react-aria-components";

interface Props<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly value: Value;
  onChange(value: Value): void;
}

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>({ label, options, value, onChange }: Props<Value>) {
  return (
    <RadioGroup className="segmented" value={value} onChange={(next) => onChange(next as Value)} orientation="horizontal">
      <Label className="field-label">{label}</Label>
      <div className="segmented-options">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="segmented-option">
            {option.text}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
