// How much of the map is shown, and the way back to all of it.

import { useStore } from "zustand";
import { regionWithin } from "../../../shared/selection/region.ts";
import type { Language } from "../../../shared/text.ts";
import { useSelectionStore } from "./slot.ts";
import styles from "./stage.module.css";

export function ZoomMark({ tokens, language }: { tokens: number; language: Language }) {
  const selectionStore = useSelectionStore();
  const region = useStore(selectionStore, ({ selection }) => selection.region);
  const select = useStore(selectionStore, (state) => state.select);
  if (!region) return null;
  const { row0, row1, column0, column1 } = regionWithin(region, tokens, tokens);
  const span = `${row0 + 1}–${row1} × ${column0 + 1}–${column1}`;
  return (
    <button
      type="button"
      className={styles["fit"]}
      onClick={() => select({ region: null })}
      data-region={[row0, row1, column0, column1].join()}
    >
      {language === "zh" ? `显示 ${span}，点此看全图` : `${span} of ${tokens} · show all`}
    </button>
  );
}
