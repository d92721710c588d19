// The stage of two compared models: side by side in the open view with one cursor, or together in a view of both.

import { useStore } from "zustand";
import { focusStore } from "../../state/focus.ts";
import { slotsStore } from "../../state/slots.ts";
import { LETTERS } from "../../views/parts/letters.ts";
import { SideContext } from "../../views/parts/Region.tsx";
import { StaleMark } from "../../views/parts/StaleMark.tsx";
import type { NamedView } from "../../views/registry.ts";
import { SlotStage, StageProblem } from "../stage/SlotStage.tsx";
import { useLanguage, useText } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { CompareBar } from "./CompareBar.tsx";
import styles from "./compare.module.css";
import { useSlotView } from "./hooks.ts";
import { PaneHead } from "./PaneHead.tsx";
import { TEXTS } from "./texts.ts";
import { useTitle } from "./titles.ts";

export function CompareStage({ view }: { readonly view: NamedView | undefined }) {
  return (
    <div className={styles["stage"]} data-compare="">
      <CompareBar />
      {view?.compares ? <Together view={view} /> : <Panes view={view} />}
    </div>
  );
}

function Panes({ view }: { readonly view: NamedView | undefined }) {
  return (
    <div className={styles["panes"]}>
      {[0, 1].map((index) => (
        <Pane key={index} index={index} open={view} />
      ))}
    </div>
  );
}

/** One of the two, with its own state, errors and ways out. */
function Pane({ index, open }: { readonly index: number; readonly open: NamedView | undefined }) {
  const language = useLanguage();
  const text = useText();
  const view = useSlotView(index);
  const title = useTitle(index);
  const setSlot = useStore(focusStore, (state) => state.setSlot);
  const focused = useStore(focusStore, (state) => state.slot === index);
  const together = view?.compares === true;
  return (
    <section
      className={styles["pane"]}
      aria-label={`${text.places.stage} ${LETTERS[index]} ${title}`}
      data-pane={index}
      data-focused={focused}
      onPointerDownCapture={() => setSlot(index)}
      onFocusCapture={() => setSlot(index)}
    >
      <PaneHead index={index} />
      {open && view && view.id !== open.id && !together ? (
        <p className={styles["note"]}>
          {TEXTS.instead[language]
            .replace("{model}", title)
            .replace("{view}", open.title[language])
            .replace("{other}", view.title[language])}
        </p>
      ) : null}
      <SideContext value={LETTERS[index] ?? ""}>
        {together ? <Waiting index={index} /> : <SlotStage index={index} view={view} />}
      </SideContext>
    </section>
  );
}

/** A model that is not there yet, or that waits for the other one, before a view of both can be drawn. */
function Waiting({ index }: { readonly index: number }) {
  const language = useLanguage();
  const there = useStore(slotsStore, ({ slots }) => slots[index]?.trace != null);
  const view = useSlotView(index);
  return there ? <p className="message">{TEXTS.waiting[language]}</p> : <SlotStage index={index} view={view} />;
}

function Together({ view }: { readonly view: NamedView }) {
  const theme = useTheme();
  const language = useLanguage();
  const first = useStore(slotsStore, ({ slots }) => slots[0]?.trace ?? null);
  const second = useStore(slotsStore, ({ slots }) => slots[1]?.trace ?? null);
  const loaded = useStore(slotsStore, ({ slots }) => slots.every(({ load }) => load.state === "ready"));
  if (!first || !second || !loaded) return <Panes view={view} />;
  return (
    <>
      <div className={styles["heads"]}>
        <PaneHead index={0} />
        <PaneHead index={1} />
      </div>
      <StaleMark className={styles["together"] ?? ""} trace={first} slot={0}>
        <StaleMark className={styles["together"] ?? ""} trace={second} slot={1}>
          <view.Stage slot={0} trace={first} theme={theme} language={language} />
        </StaleMark>
      </StaleMark>
      <StageProblem index={0} name={LETTERS[0]} />
      <StageProblem index={1} name={LETTERS[1]} />
    </>
  );
}
