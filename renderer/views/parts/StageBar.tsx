// The line over every stage of maps: what is shown, what can be chosen about it, and how much of it is in sight.

import type { ReactNode } from "react";
import type { Language, Localized } from "../../../shared/text.ts";
import styles from "./stage.module.css";
import { ZoomMark } from "./ZoomMark.tsx";

const PREVIEW = { en: "preview", zh: "预览" } as const satisfies Localized;

interface StageBarProps {
  /** The head or heads. */
  readonly title: string;
  /** What of them, in smaller letters. */
  readonly about?: string;
  /** True while the head under the pointer in the atlas is shown. */
  readonly preview?: boolean;
  /** Tokens of the maps; none where nothing can be zoomed. */
  readonly tokens: number | null;
  readonly language: Language;
  /** Pickers. */
  readonly children: ReactNode;
}

export function StageBar({ title, about, preview = false, tokens, language, children }: StageBarProps) {
  return (
    <div className={styles["bar"]}>
      <h2 className={styles["heading"]}>
        {title}
        {about !== undefined && <span className={styles["preview"]}>{about}</span>}
        {preview && <span className={styles["preview"]}>{PREVIEW[language]}</span>}
      </h2>
      {children}
      {tokens !== null && <ZoomMark tokens={tokens} language={language} />}
    </div>
  );
}
