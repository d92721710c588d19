// What the two compared models have in common and what not: whether heads are linked, where the second has not the head
// that is wanted, and whether pairs had to be laid on one another.

import { ArrowLeftRight } from "lucide-react";
import { Switch } from "react-aria-components";
import { useStore } from "zustand";
import { headName } from "../../../shared/selection/headName.ts";
import { selectionStore } from "../../state/selection.ts";
import { alignmentOf, headExtent, storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { useLanguage } from "../text/useText.ts";
import { canSwap, setLinked, swapModels } from "./changes.ts";
import styles from "./compare.module.css";
import { TEXTS } from "./texts.ts";

export function CompareBar() {
  const language = useLanguage();
  const linked = useStore(selectionStore, ({ selection }) => selection.second === null);
  const ready = useStore(slotsStore, canSwap);
  return (
    <div className={styles["bar"]}>
      <Switch className="switch" isSelected={linked} onChange={setLinked}>
        <span className="switch-track" aria-hidden />
        <span title={TEXTS.linkedHint[language]}>{TEXTS.linked[language]}</span>
      </Switch>
      <IconButton label={TEXTS.swap[language]} isDisabled={!ready} onPress={swapModels}>
        <ArrowLeftRight size={14} />
      </IconButton>
      <Notes />
    </div>
  );
}

function Notes() {
  const language = useLanguage();
  const wanted = useStore(selectionStore, ({ selection }) => selection.heads[0]);
  const shown = useStore(storesOf(1).selection, ({ selection }) => selection.heads[0]);
  const follows = useStore(selectionStore, ({ selection }) => selection.second === null);
  const known = useStore(slotsStore, ({ slots }) => headExtent(slots[1]) !== null);
  const first = useStore(slotsStore, ({ slots }) => slots[0]?.trace?.tokens.length ?? 0);
  const second = useStore(slotsStore, ({ slots }) => slots[1]?.trace?.tokens.length ?? 0);
  const laid = useStore(slotsStore, (state) => alignmentOf(state) !== null);
  const nearest = follows && known && wanted && shown && headName(wanted) !== headName(shown);
  return (
    <>
      {nearest ? (
        <span className={styles["muted"]} data-note="nearest">
          {TEXTS.nearest[language].replace("{wanted}", headName(wanted)).replace("{shown}", headName(shown))}
        </span>
      ) : null}
      {laid ? (
        <span className={styles["muted"]} data-note="tokens">
          {TEXTS.otherTokens[language].replace("{first}", String(first)).replace("{second}", String(second))}
        </span>
      ) : null}
    </>
  );
}
