// Where the window was, and where it may be now: a screen that has been unplugged must not take the window with it.

import * as v from "valibot";

const pixels = v.pipe(v.number(), v.integer());

const windowState = v.object({
  x: v.exactOptional(pixels),
  y: v.exactOptional(pixels),
  width: pixels,
  height: pixels,
  maximized: v.boolean(),
});

/** Outer size and place in device-independent pixels; without x and y the window is centred. */
export type WindowState = v.InferOutput<typeof windowState>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const FIRST_WINDOW: WindowState = { width: 1440, height: 900, maximized: false };
/** Below this the five places of the window no longer fit. */
export const MINIMUM_SIZE = { width: 960, height: 600 } as const;
/** So much of the title bar must stay on a screen for the window to be dragged back. */
const REACHABLE = { width: 160, height: 24 } as const;

/** Reads what was kept; anything that is not a window state gives the first window. */
export function parseWindowState(text: string): WindowState {
  try {
    return v.parse(windowState, JSON.parse(text));
  } catch {
    return FIRST_WINDOW;
  }
}

/**
 * Fits a kept state to the screens there are now.
 * @param workAreas the screens without task bars, the primary one first
 */
export function clampWindow(state: WindowState, workAreas: readonly Rectangle[]): WindowState {
  const primary = workAreas[0];
  if (primary === undefined) return state;
  const home = workAreas.find((area) => isReachable(state, area));
  const area = home ?? primary;
  const width = Math.min(Math.max(state.width, MINIMUM_SIZE.width), area.width);
  const height = Math.min(Math.max(state.height, MINIMUM_SIZE.height), area.height);
  if (home === undefined || state.x === undefined || state.y === undefined) return { width, height, maximized: state.maximized };
  return {
    x: Math.max(area.x, Math.min(state.x, area.x + area.width - width)),
    y: Math.max(area.y, Math.min(state.y, area.y + area.height - height)),
    width,
    height,
    maximized: state.maximized,
  };
}

function isReachable(state: WindowState, area: Rectangle): boolean {
  if (state.x === undefined || state.y === undefined) return false;
  const across = Math.min(state.x + state.width, area.x + area.width) - Math.max(state.x, area.x);
  return across >= REACHABLE.width && state.y >= area.y - REACHABLE.height && state.y + REACHABLE.height <= area.y + area.height;
}
