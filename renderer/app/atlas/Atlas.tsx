// The map of the model, always there: one small map a head, layers down and heads across.

import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { Language } from "../../../shared/text.ts";

export interface AtlasProps {
  /** Which slot's model it maps; it reads the slot, the selection and the hover itself. */
  readonly slot: number;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function Atlas(_props: AtlasProps) {
  return null;
}
