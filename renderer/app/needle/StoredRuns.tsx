// Experiments of before: to be looked at, gone on with, or deleted.

import { Button } from "react-aria-components";
import { conditionName } from "../../../shared/needle/scores.ts";
import { useLanguage } from "../text/useText.ts";
import type { StoredRun } from "./archive.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { TEXTS } from "./texts.ts";
import { useLab } from "./useLab.ts";

export function StoredRuns() {
  const language = useLanguage();
  const { lab } = labServices();
  const stored = useLab((state) => state.stored);
  const busy = useLab((state) => state.status !== "idle");
  if (stored.length === 0) return null;
  return (
    <section className={styles["stored"]}>
      <h3>{TEXTS.earlier[language]}</h3>
      <ul>
        {stored.map((run) => (
          <li key={run.identity} data-done={run.done >= run.all}>
            <p>{nameOf(run)}</p>
            <p className="muted numeric">
              {new Date(run.changed).toLocaleString(language === "zh" ? "zh-CN" : "en")} · {TEXTS.cellsDone(run.done, run.all)[language]}
            </p>
            <div className="row tight">
              <Button className="button small" isDisabled={run.done === 0} onPress={() => void lab.show(run)}>
                {TEXTS.show[language]}
              </Button>
              {run.done < run.all ? (
                <Button className="button small" isDisabled={busy} onPress={() => void lab.goOn(run)}>
                  {TEXTS.goOn[language]}
                </Button>
              ) : null}
              <Button className="button small" isDisabled={busy} onPress={() => void lab.forget(run)}>
                {TEXTS.forget[language]}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "a, b · 128–512 · N = 1, R = 1 +3" */
function nameOf({ spec }: StoredRun): string {
  const [shortest, longest] = [Math.min(...spec.lengths), Math.max(...spec.lengths)];
  const [first, ...more] = spec.tasks;
  const tasks = `${first ? conditionName(first) : ""}${more.length > 0 ? ` +${more.length}` : ""}`;
  return [spec.models.join(", "), shortest === longest ? `${shortest}` : `${shortest}–${longest}`, tasks].join(" · ");
}
