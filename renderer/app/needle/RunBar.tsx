// How far the experiment is, how long it takes, and the ways to hold it.

import { Button, ProgressBar } from "react-aria-components";
import { useLanguage } from "../text/useText.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { duration, TEXTS } from "./texts.ts";
import { useLab } from "./useLab.ts";

export function RunBar() {
  const language = useLanguage();
  const { lab } = labServices();
  const status = useLab((state) => state.status);
  const progress = useLab((state) => state.progress);
  if (status === "idle") return null;
  const { cells, samples, samplesPerSecond, secondsLeft } = progress ?? {
    cells: { done: 0, all: 0 },
    samples: { done: 0, all: 0 },
    samplesPerSecond: 0,
    secondsLeft: null,
  };
  const share = samples.all === 0 ? 0 : (samples.done / samples.all) * 100;
  const parts = [
    TEXTS.cellsDone(cells.done, cells.all)[language],
    ...(samplesPerSecond > 0 ? [TEXTS.pace(samplesPerSecond.toFixed(1))[language]] : []),
    status === "paused" ? TEXTS.paused[language] : secondsLeft === null ? "" : TEXTS.left(duration(secondsLeft, language))[language],
  ].filter((part) => part !== "");
  return (
    <div className={styles["run"]} data-run={status}>
      <ProgressBar className={styles["progress"] ?? ""} aria-label={TEXTS.experiment[language]} value={share}>
        <div className="progress-track">
          <div className="progress-done" style={{ width: `${share}%` }} />
        </div>
      </ProgressBar>
      <span className="numeric">{parts.join(" · ")}</span>
      {status === "running" ? (
        <Button className="button small" onPress={() => lab.pause()}>
          {TEXTS.pause[language]}
        </Button>
      ) : (
        <Button className="button small" onPress={() => lab.resume()}>
          {TEXTS.resume[language]}
        </Button>
      )}
      <Button className="button small" onPress={() => lab.stop()}>
        {TEXTS.stop[language]}
      </Button>
    </div>
  );
}
