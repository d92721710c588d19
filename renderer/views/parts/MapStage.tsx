// The stage of a view that shows maps: mounts the figure's scene at the size of the stage and lays the pointer over it.

import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from "react";
import type { Frame, Scene } from "../../../shared/figures/scene.ts";
import type { Language, Localized } from "../../../shared/text.ts";
import type { Token } from "../../../shared/trace/trace.ts";
import { SceneView } from "../../ui/scene/SceneView.tsx";
import { Crosshair } from "./Crosshair.tsx";
import { useMapGestures } from "./gestures.ts";
import { Readout, type ReadoutText } from "./Readout.tsx";
import { Region } from "./Region.tsx";
import { Spoken } from "./Spoken.tsx";
import styles from "./stage.module.css";
import { type Size, useSize } from "./useSize.ts";

interface MapStageProps {
  readonly name: string;
  /** The map in words, for who cannot see it. */
  readonly summary: string;
  readonly language: Language;
  readonly tokens: readonly Token[];
  readonly rows: number;
  readonly columns: number;
  /** True while a newer run is under way: what is shown is dimmed. */
  readonly stale: boolean;
  /** The figure at a size; must keep its identity while nothing that it reads has changed. */
  draw(size: Size): Scene;
  /** What the card beside the cursor says of the map it is on (null: spoken, of all); without a key, of the query. */
  read(query: number, key: number | null, frame: Frame | null): ReadoutText | null;
  /** Overlays of the view's own. */
  readonly over?: (scene: Scene) => ReactNode;
}

const WORDS = {
  query: { en: "query", zh: "查询" },
  key: { en: "key", zh: "键" },
} as const satisfies Record<string, Localized>;

export function MapStage({ name, summary, language, tokens, rows, columns, stale, draw, read, over }: MapStageProps) {
  const ref = useRef<HTMLDivElement>(null);
  const summaryId = useId();
  const size = useSize(ref);
  const scene = useMemo(() => (size && size.width >= 40 && size.height >= 40 ? draw(size) : null), [draw, size]);
  const [frame, setFrame] = useState<Frame | null>(null);
  const onFrame = useCallback((entered: Frame | null) => setFrame(entered), []);
  useMapGestures(ref, { scene, rows, columns, onFrame });
  // A frame of an older scene keeps its id but not its place.
  const present = frame && (scene?.frames.find(({ id }) => id === frame.id) ?? null);
  return (
    <Region
      ref={ref}
      className={styles["map"]}
      label={name}
      aria-describedby={summaryId}
      // The pair is moved with the arrow keys here, so it takes the focus.
      tabIndex={0}
      data-stale={stale}
      data-map=""
    >
      {scene && (
        <>
          <div className={styles["scene"]}>
            <SceneView scene={scene} />
          </div>
          <Crosshair scene={scene} rows={rows} columns={columns} tokens={tokens} />
          {over?.(scene)}
          <Readout
            scene={scene}
            stage={size ?? scene}
            frame={present}
            rows={rows}
            columns={columns}
            tokens={tokens}
            queryWord={WORDS.query[language]}
            keyWord={WORDS.key[language]}
            read={read}
          />
        </>
      )}
      <p id={summaryId} className={styles["spoken"]}>
        {summary}
      </p>
      <Spoken rows={rows} columns={columns} tokens={tokens} language={language} read={read} />
    </Region>
  );
}
