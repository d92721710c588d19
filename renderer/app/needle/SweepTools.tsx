// What the stage of the lab draws: which figure, of which task, scored how; and saving it.

import { Button } from "react-aria-components";
import { drawSweepFigure } from "../../../shared/figures/needle/sweepFigure.ts";
import { conditionName } from "../../../shared/needle/scores.ts";
import { Picker } from "../../views/parts/Picker.tsx";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { drawnFigure, figureSettings, hasCells, usesCondition, usesShares } from "./figure.ts";
import { saveNeedleFigure, saveNeedleResult } from "./files.ts";
import styles from "./lab.module.css";
import { labServices } from "./labServices.ts";
import { TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

/** Width of a saved figure: two columns of a journal, in points. */
const PAPER_WIDTH = 518.74;

export function SweepTools() {
  const language = useLanguage();
  const theme = useTheme();
  const { host } = useServices();
  const { lab } = labServices();
  const shown = useLab((state) => state.shown);
  const figure = useLab((state) => state.figure);
  const cell = useLab((state) => state.cell);
  if (!shown) return null;
  const { data } = shown;
  const { result } = data;
  const { conditions } = data.scores("all");
  const { able, type, figure: drawn } = drawnFigure(data, figure);
  const chosen = drawn.condition;
  return (
    <div className={styles["tools"]} data-tools="">
      <Picker
        label={TEXTS.figures[language]}
        value={type.id}
        options={able.map(({ id, title }) => ({ value: id, text: title[language] }))}
        onChange={(id) => changeLab({ figure: { ...figure, id } })}
      />
      {usesCondition(type.id) && chosen && conditions.length > 1 ? (
        <Picker
          label={TEXTS.condition[language]}
          value={conditionName(chosen)}
          options={conditions.map((condition) => ({ value: conditionName(condition), text: conditionName(condition) }))}
          onChange={(name) => {
            const condition = conditions.find((one) => conditionName(one) === name) ?? null;
            // The chosen cell stays where it is and becomes that of the other task.
            const { needles, queries } = condition ?? {};
            const moved = cell && needles && queries ? { ...cell, needles, queries } : cell;
            changeLab({ figure: { ...figure, condition }, cell: moved, sample: null });
          }}
        />
      ) : null}
      {hasCells(type.id) && (chosen?.queries ?? 1) > 1 ? (
        <Picker
          label={TEXTS.measure[language]}
          value={figure.measure}
          options={(["all", "each"] as const).map((value) => ({ value, text: TEXTS[value][language] }))}
          onChange={(measure) => changeLab({ figure: { ...figure, measure } })}
        />
      ) : null}
      {usesShares(type.id) ? (
        <Picker
          label={TEXTS.shares[language]}
          value={figure.shares}
          options={(["absolute", "signed"] as const).map((value) => ({ value, text: TEXTS[value][language] }))}
          onChange={(shares) => changeLab({ figure: { ...figure, shares } })}
        />
      ) : null}
      <span className={styles["space"]} />
      <div className="row">
        <Button
          className="button small"
          onPress={() =>
            void lab.save(() => {
              const paper = { width: PAPER_WIDTH, theme, language, fontSize: 7, furniture: "full" } as const;
              return saveNeedleFigure(host, type.id, drawSweepFigure(type, data, figureSettings(drawn), paper));
            })
          }
        >
          {TEXTS.saveFigure[language]}
        </Button>
        {result ? (
          <Button className="button small" onPress={() => void lab.save(() => saveNeedleResult(host, result))}>
            {TEXTS.saveResult[language]}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
