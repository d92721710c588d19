// The gestures that every map answers to: hover reads, click pins, wheel zooms at the cursor, drag pans, double click
// fits. They write to the stores; nothing here draws.

import { type RefObject, useEffect, useRef } from "react";
import { cellAt, type Frame, frameAt, type Scene } from "../../../shared/figures/scene.ts";
import { panRegion, regionOrNull, regionWithin, zoomRegion } from "../../../shared/selection/region.ts";
import type { Region } from "../../../shared/trace/source.ts";
import type { Hover } from "../../state/selection.ts";
import type { SlotStores } from "../../state/slotSelection.ts";
import { listen, SLACK, wheelFactor } from "./pointer.ts";
import { useHoverStore, useSelectionStore } from "./slot.ts";

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly frame: Frame;
  readonly region: Region;
  moved: boolean;
}

export interface GestureTarget {
  readonly scene: Scene | null;
  /** Size of the whole map in cells. */
  readonly rows: number;
  readonly columns: number;
  /** Told when the pointer enters another frame; null when it leaves them all. */
  onFrame(frame: Frame | null): void;
}

/** Sets the region as one step of the history however many events it takes. */
function setRegion(region: Region, target: GestureTarget, selectionStore: SlotStores["selection"]): void {
  selectionStore.getState().select({ region: regionOrNull(region, target.rows, target.columns) }, "region");
}

/** Listens on `ref`'s element as long as it is mounted; `target` may change at every render. */
export function useMapGestures(ref: RefObject<HTMLElement | null>, target: GestureTarget): void {
  const latest = useRef(target);
  const selectionStore = useSelectionStore();
  const hoverStore = useHoverStore();
  useEffect(() => {
    latest.current = target;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let drag: Drag | null = null;
    let pendingZoom = 1;
    let over: Frame | null = null;
    // Asking where the element is makes the browser lay out, so it is asked when the pointer comes and when the scene has
    // changed, not at every move.
    let box: DOMRect | null = null;
    let boxOf: Scene | null = null;
    const pointOf = (event: MouseEvent): { x: number; y: number } => {
      if (!box || boxOf !== latest.current.scene) box = element.getBoundingClientRect();
      boxOf = latest.current.scene;
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const enter = (): void => {
      box = null;
    };

    const regionNow = (): Region => regionWithin(selectionStore.getState().selection.region, latest.current.rows, latest.current.columns);

    const leave = (): void => {
      if (over) latest.current.onFrame(null);
      over = null;
      // A head that the pointer has meanwhile come to is told before this leave is: it stays.
      const { hover, setHover } = hoverStore.getState();
      if (hover && hover.head === undefined && hover.second === undefined) setHover(null);
    };

    const move = (event: PointerEvent): void => {
      const { scene, rows, columns } = latest.current;
      if (!scene) return;
      const { x, y } = pointOf(event);
      if (drag) {
        if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < SLACK) return;
        drag.moved = true;
        const { frame, region } = drag;
        const rowStep = Math.round(((drag.y - y) / frame.height) * (region.row1 - region.row0));
        const columnStep = Math.round(((drag.x - x) / frame.width) * (region.column1 - region.column0));
        setRegion(panRegion(region, rows, columns, rowStep, columnStep), latest.current, selectionStore);
        return;
      }
      const frame = frameAt(scene, x, y);
      if (!frame) {
        leave();
        return;
      }
      if (frame.id !== over?.id) latest.current.onFrame(frame);
      over = frame;
      const pair = cellAt(frame, x, y);
      const next: Hover = { ...(pair.query === null ? {} : { query: pair.query }), ...(pair.key === null ? {} : { key: pair.key }) };
      const { hover, setHover } = hoverStore.getState();
      if (hover?.query !== next.query || hover?.key !== next.key || hover?.head !== undefined) setHover(next);
    };

    const down = (event: PointerEvent): void => {
      const { scene } = latest.current;
      if (!scene || event.button !== 0) return;
      const { x, y } = pointOf(event);
      const frame = frameAt(scene, x, y);
      if (!frame) return;
      drag = { x, y, frame, region: regionNow(), moved: false };
      element.setPointerCapture(event.pointerId);
    };

    const up = (event: PointerEvent): void => {
      const ended = drag;
      drag = null;
      if (!ended || ended.moved || event.type === "pointercancel") return;
      const { selection, select } = selectionStore.getState();
      // A frame of tokens tells one of the pair: the other one stays pinned.
      const cell = cellAt(ended.frame, ended.x, ended.y);
      const pair = { query: cell.query ?? selection.query, key: cell.key ?? selection.key };
      if (selection.query !== pair.query || selection.key !== pair.key) select(pair);
    };

    const wheel = (event: WheelEvent): void => {
      const { scene, rows, columns } = latest.current;
      if (!scene) return;
      const { x, y } = pointOf(event);
      const frame = frameAt(scene, x, y);
      if (!frame) return;
      event.preventDefault();
      pendingZoom *= wheelFactor(event);
      const region = regionNow();
      const query = region.row0 + ((y - frame.y) / frame.height) * (region.row1 - region.row0);
      const key = region.column0 + ((x - frame.x) / frame.width) * (region.column1 - region.column0);
      const next = zoomRegion(region, rows, columns, pendingZoom, query, key);
      if (next.row1 - next.row0 === region.row1 - region.row0 && next.column1 - next.column0 === region.column1 - region.column0) {
        // Too little to change a cell yet; at an end of the range it must not pile up.
        pendingZoom = Math.min(2, Math.max(0.5, pendingZoom));
        return;
      }
      pendingZoom = 1;
      setRegion(next, latest.current, selectionStore);
    };

    const fit = (): void => {
      if (selectionStore.getState().selection.region) selectionStore.getState().select({ region: null });
    };

    const stop = listen(element, {
      pointerenter: enter,
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
