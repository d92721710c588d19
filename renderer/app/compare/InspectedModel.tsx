import { useStore } from "zustand";
import { focusStore } from "../../state/focus.ts";
import { Segmented } from "../../ui/Segmented.tsx";
import { LETTERS } from "../../views/parts/letters.ts";
import { useLanguage } from "../text/useText.ts";
import styles from "./compare.module.css";
import { useCompared, useFocusedSlot } from "./hooks.ts";
import { TEXTS } from "./texts.ts";
import { useTitle } from "./titles.ts";

/** Which of two compared models the inspector shows; nothing while one is open. */
export function InspectedModel() {
  const language = useLanguage();
  const compared = useCompared();
  const slot = useFocusedSlot();
  const setSlot = useStore(focusStore, (state) => state.setSlot);
  const titles = [useTitle(0), useTitle(1)];
  if (!compared) return null;
  return (
    <div className={styles["inspect"]}>
      <Segmented
        label={TEXTS.inspect[language]}
        value={String(slot)}
        options={LETTERS.map((letter, index) => ({ value: String(index), text: `${letter} ${titles[index]}` }))}
        onChange={(value) => setSlot(Number(value))}
      />
    </div>
  );
}
