// A scene on the screen. The drawing is made once a scene; the pointer never makes it again: what follows the pointer is
// a child, laid over the drawing in the scene's own coordinates.

import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { cellAt, type Frame, frameAt, type Scene } from "../../../shared/figures/scene.ts";
import { mountScene } from "./mount.ts";

/** What lies under the pointer. `query` or `key` is null where the frame does not tell it. */
export interface ScenePoint {
  readonly frame: Frame;
  readonly query: number | null;
  readonly key: number | null;
}

export interface SceneViewProps {
  readonly scene: Scene;
  /** Overlays, positioned in points of the scene from its top left corner. */
  readonly children?: ReactNode;
  /** The token pair under the pointer; null when it is on no map. Told only when it changes. */
  onPoint?(point: ScenePoint | null): void;
}

/** The pixels a CSS pixel has, followed when the window moves to another screen or is zoomed. */
function useDensity(): number {
  const [density, setDensity] = useState(() => devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${density}dppx)`);
    const changed = (): void => setDensity(devicePixelRatio);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, [density]);
  return density;
}

const same = (a: ScenePoint | null, b: ScenePoint | null): boolean =>
  a?.frame.id === b?.frame.id && a?.query === b?.query && a?.key === b?.key;

export function SceneView({ scene, children, onPoint }: SceneViewProps) {
  const drawing = useRef<HTMLDivElement>(null);
  const last = useRef<ScenePoint | null>(null);
  const density = useDensity();
  useLayoutEffect(() => {
    if (drawing.current) mountScene(drawing.current, scene, density);
  }, [scene, density]);

  const tell = (point: ScenePoint | null): void => {
    if (same(last.current, point)) return;
    last.current = point;
    onPoint?.(point);
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const frame = frameAt(scene, x, y);
    tell(frame ? { frame, ...cellAt(frame, x, y) } : null);
  };
  const listeners = onPoint ? { onPointerMove: move, onPointerLeave: () => tell(null) } : {};
  return (
    <div
      style={{ position: "relative", width: scene.width, height: scene.height, background: scene.background }}
      data-scene=""
      {...listeners}
    >
      <div ref={drawing} role="img" aria-label={`${scene.title}. ${scene.caption}`} />
      {children}
    </div>
  );
}
