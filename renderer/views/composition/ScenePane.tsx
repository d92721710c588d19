// A figure that fills its pane, whose cells can be pointed at and clicked: for matrices whose cells are heads or layers.

import { useEffect, useMemo, useRef } from "react";
import type { Scene } from "../../../shared/figures/scene.ts";
import { type ScenePoint, SceneView } from "../../ui/scene/SceneView.tsx";
import { type Size, useSize } from "../parts/useSize.ts";
import own from "./composition.module.css";

/** A cell of a figure: the frame it is in, its row and its column. */
export interface Cell {
  readonly frame: string;
  readonly row: number;
  readonly column: number;
}

interface ScenePaneProps {
  readonly stale: boolean;
  /** The figure at a size; must keep its identity while nothing that it reads has changed. */
  draw(size: Size): Scene;
  /** Told when the pointer comes to another cell; null where it is on none. */
  onCell(cell: Cell | null): void;
  onChoose(cell: Cell): void;
}

const cellOf = (point: ScenePoint | null): Cell | null =>
  point && point.query !== null && point.key !== null ? { frame: point.frame.id, row: point.query, column: point.key } : null;

export function ScenePane({ stale, draw, onCell, onChoose }: ScenePaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const under = useRef<Cell | null>(null);
  const size = useSize(ref);
  const scene = useMemo(() => (size && size.width >= 80 && size.height >= 60 ? draw(size) : null), [draw, size]);
  const latest = useRef(onChoose);
  useEffect(() => {
    latest.current = onChoose;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const click = (): void => {
      if (under.current) latest.current(under.current);
    };
    element.addEventListener("click", click);
    return () => element.removeEventListener("click", click);
  }, []);
  return (
    <div ref={ref} className={own["scene"]} data-stale={stale}>
      {scene && (
        <SceneView
          scene={scene}
          onPoint={(point) => {
            under.current = cellOf(point);
            onCell(under.current);
          }}
        />
      )}
    </div>
  );
}
