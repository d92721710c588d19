// What the stage of the lab draws: which figure, of which task, scored how; and saving it.

import { Button } from "react-aria-components";
import { SWEEP_FIGURES } from "../../../shared/figures/needle/registry.ts";
import { drawSweepFigure, sweepMeets } from "../../../shared/figures/needle/sweepFigure.ts";
import { conditionName, sameCondition } from "../../../shared/needle/scores.ts";
import { Picker } from "../../views/parts/Picker.tsx";
import { useServices } from "../services.ts";
import { useLanguage } from "../text/useText.ts";
import { useTheme } from "../theme/follow.ts";
import { figureSettings, usesCondition, usesShares } from "./figure.ts";
import { saveNeedleFigure, saveNeedleResult } from "./files.ts";
import styles from "./lab.module.css";
import { TEXTS } from "./texts.ts";
import { changeLab, useLab } from "./useLab.ts";

/** Width of a saved figure: two columns of a journal, in points. */
const PAPER_WIDTH = 518.74;

export function SweepTools() {
  const language = useLanguage();
  const theme = useTheme();
  const { host } = useServices();
  const shown = useLab((state) => state.shown);
  const figure = useLab((state) => state.figure);
  const cell = useLab((state) => state.cell);
  if (!shown) return null;
  const { data } = shown;
  const { conditions } = data.scores("all");
  const figures = SWEEP_FIGURES.filter(({ needs }) => sweepMeets(data, needs));
  const type = figures.find(({ id }) => id === figure.id) ?? figures[0];
  const chosen = conditions.find((one) => figure.condition && sameCondition(one, figure.condition)) ?? conditions[0];
  if (!type) return null;
  return (
    <div className={styles["tools"]} data-tools="">
      <Picker
        label={TEXTS.figures[language]}
        value={type.id}
        options={figures.map(({ id, title }) => ({ value: id, text: title[language] }))}
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
      {type.id === "needle-heatmap" && (chosen?.queries ?? 1) > 1 ? (
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
          onPress={() => {
            const paper = { width: PAPER_WIDTH, theme, language, fontSize: 7, furniture: "full" } as const;
            void saveNeedleFigure(host, type.id, drawSweepFigure(type, data, figureSettings(figure), paper));
          }}
        >
          {TEXTS.saveFigure[language]}
        </Button>
        {data.result ? (
          <Button className="button small" onPress={() => void (data.result && saveNeedleResult(host, data.result))}>
            {TEXTS.saveResult[language]}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
