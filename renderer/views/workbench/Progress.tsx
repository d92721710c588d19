import { Button, ProgressBar } from "react-aria-components";
import type { Language } from "../../../shared/text.ts";
import type { Job } from "./store.ts";
import { SAY, TEXTS } from "./texts.ts";
import styles from "./workbench.module.css";

/** How far the work has come, and the way out of it. */
export function Progress({ job, language }: { readonly job: Job; readonly language: Language }) {
  const { kind, done, total, runs } = job;
  const words = kind === "ablation" ? SAY.runs[language](done, total) : SAY.prompts[language](done, total, runs);
  return (
    <div className={styles["line"]} data-job={kind}>
      <ProgressBar className="progress" aria-label={words} value={total === 0 ? 0 : (done / total) * 100}>
        <div className="progress-track">
          <div className="progress-done" style={{ width: `${total === 0 ? 0 : (done / total) * 100}%` }} />
        </div>
      </ProgressBar>
      <span>{words}</span>
      <Button className="button small" onPress={job.cancel}>
        {TEXTS.cancel[language]}
      </Button>
    </div>
  );
}
