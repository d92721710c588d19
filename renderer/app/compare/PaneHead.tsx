// The line over one of two compared models: which it is, what it is doing, what of it is not as shipped, and the ways to
// stop its run and to take it away.

import { X } from "lucide-react";
import { Button } from "react-aria-components";
import { useStore } from "zustand";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { LETTERS } from "../../views/parts/letters.ts";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { stopComparing } from "./changes.ts";
import styles from "./compare.module.css";
import { TEXTS } from "./texts.ts";
import { useTitle } from "./titles.ts";

export function PaneHead({ index }: { readonly index: number }) {
  const language = useLanguage();
  const { loader, runs } = useServices();
  const title = useTitle(index);
  const running = useStore(slotsStore, ({ slots }) => slots[index]?.running ?? false);
  const queued = useStore(slotsStore, ({ slots }) => slots[index]?.queued ?? false);
  const changed = useStore(slotsStore, ({ slots }) => Object.keys(slots[index]?.knobs ?? {}).length > 0);
  const milliseconds = useStore(slotsStore, ({ slots }) => slots[index]?.trace?.milliseconds);
  const tokens = useStore(slotsStore, ({ slots }) => slots[index]?.trace?.tokens.length);
  const cancelled = useStore(slotsStore, ({ slots }) => slots[index]?.problem?.code === "cancelled");
  const name = `${LETTERS[index]} ${title}`;
  return (
    <div className={styles["head"]} data-pane-head={index} data-running={running}>
      <span className={styles["letter"]}>{LETTERS[index]}</span>
      <b className={styles["title"]}>{title}</b>
      {changed ? <span className="changed">{TEXTS.changed[language]}</span> : null}
      <span className={`${styles["state"]} numeric`}>
        {running
          ? TEXTS[queued ? "queued" : "running"][language]
          : milliseconds === undefined || tokens === undefined
            ? ""
            : `${TEXTS.tokens[language].replace("{count}", String(tokens))} · ${TEXTS.ms[language].replace("{ms}", milliseconds.toFixed(milliseconds < 10 ? 1 : 0))}`}
      </span>
      {running ? (
        <Button
          className={`button small quiet ${styles["cancel"]}`}
          aria-label={TEXTS.cancel[language].replace("{name}", name)}
          onPress={() => runs.cancel(index)}
        >
          {TEXTS.cancelShort[language]}
        </Button>
      ) : cancelled ? (
        <Button className="button small" onPress={() => runs.retry(index)}>
          {TEXTS.retry[language]}
        </Button>
      ) : null}
      <IconButton label={TEXTS.close[language].replace("{name}", name)} onPress={() => stopComparing(loader, index)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
