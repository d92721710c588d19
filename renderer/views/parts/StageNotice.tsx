// What the stage says where it has no picture: one sentence, and what to do.

import styles from "./stage.module.css";

export function StageNotice({ title, remedy }: { title: string; remedy: string }) {
  return (
    <div className={styles["notice"]} role="status">
      <p className={styles["noticeTitle"]}>{title}</p>
      <p className={styles["noticeRemedy"]}>{remedy}</p>
    </div>
  );
}
