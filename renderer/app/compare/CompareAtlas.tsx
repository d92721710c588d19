// The atlases of both compared models, one over the other.

import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { Language } from "../../../shared/text.ts";
import { LETTERS } from "../../views/parts/letters.ts";
import { SlotContext } from "../../views/parts/slot.ts";
import { Atlas } from "../atlas/Atlas.tsx";
import { useText } from "../text/useText.ts";
import styles from "./compare.module.css";
import { useTitle } from "./titles.ts";

export function CompareAtlas({ theme, language }: { readonly theme: ThemeName; readonly language: Language }) {
  return (
    <div className={styles["atlases"]}>
      {[0, 1].map((index) => (
        <SlotContext key={index} value={index}>
          <One index={index} theme={theme} language={language} />
        </SlotContext>
      ))}
    </div>
  );
}

function One({ index, theme, language }: { readonly index: number; readonly theme: ThemeName; readonly language: Language }) {
  const text = useText();
  const title = useTitle(index);
  return (
    <section className={styles["atlas"]} aria-label={`${text.places.atlas} ${LETTERS[index]} ${title}`} data-atlas-of={index}>
      <p className={styles["atlasName"]}>
        <span className={styles["letter"]}>{LETTERS[index]}</span>
        <b className={styles["title"]}>{title}</b>
      </p>
      <Atlas slot={index} theme={theme} language={language} hints={index === 1} />
    </section>
  );
}
