// The gestures on the lanes: hover lights a token, click keeps it, wheel zooms its neighbours in, drag moves along the
// text, double click fits. A diagram that is taller than its place is scrolled by the wheel and zoomed with Ctrl.

import { type RefObject, useEffect, useRef } from "react";
import { cellAt, type Frame, frameAt, type Scene } from "../../../shared/figures/scene.ts";
import { panRegion, regionOrNull, regionWithin, zoomRegion } from "../../../shared/selection/region.ts";
import type { Region } from "../../../shared/trace/source.ts";
import { listen, SLACK, wheelFactor } from "../parts/pointer.ts";
import { useHoverStore, useSelectionStore } from "../parts/slot.ts";

/** What the pointer is on: a token's column, and the lane in it where it is in a band. */
export interface LanePoint {
  readonly token: number;
  readonly frame: Frame | null;
  readonly module: number | null;
}

export interface LaneTarget {
  readonly scene: Scene;
  readonly tokens: number;
  onPoint(point: LanePoint | null): void;
}

/** The point of the scene, also between the bands, where a column still means its token. */
export function lanePointAt(scene: Scene, x: number, y: number): LanePoint | null {
  const inside = frameAt(scene, x, y);
  const [first, last] = [scene.frames[0], scene.frames.at(-1)];
  if (!first || !last || y < first.y || y >= last.y + last.height) return null;
  const frame = inside ?? (x >= first.x && x < first.x + first.width ? first : undefined);
  if (!frame) return null;
  const { query, key } = cellAt(frame, x, y);
  return key === null ? null : { token: key, frame: inside ?? null, module: inside ? query : null };
}

/** Listens on `ref`'s element as long as it is mounted; `target` may change at every render. */
export function useLanePointer(ref: RefObject<HTMLElement | null>, target: LaneTarget): void {
  const latest = useRef(target);
  const selectionStore = useSelectionStore();
  const hoverStore = useHoverStore();
  const again = useRef<() => void>(() => {});
  useEffect(() => {
    latest.current = target;
  });
  const { scene } = target;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new drawing is what it waits for
  useEffect(() => again.current(), [scene]);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let drag: { x: number; region: Region; width: number; moved: boolean } | null = null;
    let zoom = 1;
    let over = "";
    let last: PointerEvent | null = null;
    const pointOf = (event: MouseEvent): { x: number; y: number } => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const regionNow = (tokens: number): Region => regionWithin(selectionStore.getState().selection.region, tokens, tokens);
    /** Takes over the columns of a region; the rows of maps stay as they are. */
    const setColumns = (next: Region, tokens: number): void => {
      const region = { ...regionNow(tokens), column0: next.column0, column1: next.column1 };
      selectionStore.getState().select({ region: regionOrNull(region, tokens, tokens) }, "region");
    };
    const leave = (): void => {
      last = null;
      if (over === "") return;
      over = "";
      latest.current.onPoint(null);
      hoverStore.getState().setHover(null);
    };
    const move = (event: PointerEvent): void => {
      last = event;
      const now = latest.current;
      const { x, y } = pointOf(event);
      if (drag) {
        if (!drag.moved && Math.abs(x - drag.x) < SLACK) return;
        drag.moved = true;
        const step = Math.round(((drag.x - x) / drag.width) * (drag.region.column1 - drag.region.column0));
        setColumns(panRegion(drag.region, now.tokens, now.tokens, 0, step), now.tokens);
        return;
      }
      const point = lanePointAt(now.scene, x, y);
      if (!point) {
        leave();
        return;
      }
      const name = `${point.token}/${point.frame?.id}/${point.module}`;
      if (name === over) return;
      over = name;
      now.onPoint(point);
      if (hoverStore.getState().hover?.query !== point.token) hoverStore.getState().setHover({ query: point.token });
    };
    const down = (event: PointerEvent): void => {
      const now = latest.current;
      const [frame] = now.scene.frames;
      if (!frame || event.button !== 0) return;
      const { x, y } = pointOf(event);
      if (!lanePointAt(now.scene, x, y)) return;
      drag = { x, region: regionNow(now.tokens), width: frame.width, moved: false };
      element.setPointerCapture(event.pointerId);
    };
    const up = (event: PointerEvent): void => {
      const ended = drag;
      drag = null;
      const now = latest.current;
      if (!ended || ended.moved || event.type === "pointercancel") return;
      const { x, y } = pointOf(event);
      const token = lanePointAt(now.scene, x, y)?.token;
      const { selection, select } = selectionStore.getState();
      if (token !== undefined && selection.query !== token) select({ query: token });
    };
    const wheel = (event: WheelEvent): void => {
      const now = latest.current;
      const [frame] = now.scene.frames;
      const place = element.parentElement;
      if (!frame || !place) return;
      const scrolls = place.scrollHeight > place.clientHeight + 1;
      const { x, y } = pointOf(event);
      if ((scrolls && !event.ctrlKey && !event.metaKey) || !lanePointAt(now.scene, x, y)) return;
      event.preventDefault();
      zoom *= wheelFactor(event);
      const region = regionNow(now.tokens);
      const at = region.column0 + ((x - frame.x) / frame.width) * (region.column1 - region.column0);
      const next = zoomRegion({ ...region, row0: 0, row1: now.tokens }, now.tokens, now.tokens, zoom, 0, at);
      if (next.column1 - next.column0 === region.column1 - region.column0) {
        // Too little to change a column yet; at an end of the range it must not pile up.
        zoom = Math.min(2, Math.max(0.5, zoom));
        return;
      }
      zoom = 1;
      setColumns(next, now.tokens);
    };
    const fit = (): void => {
      if (selectionStore.getState().selection.region) selectionStore.getState().select({ region: null });
    };
    // Where the drawing moves under a pointer that rests, it is on another token.
    again.current = () => {
      if (last && !drag) move(last);
    };
    const stop = listen(element, {
      pointermove: move,
      pointerleave: leave,
      pointerdown: down,
      pointerup: up,
      pointercancel: up,
      wheel,
      dblclick: fit,
    });
    return () => {
      leave();
      stop();
    };
  }, [ref, selectionStore, hoverStore]);
}
