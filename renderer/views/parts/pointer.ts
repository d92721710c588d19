// What every picture that listens to the pointer has in common.

/** Pointer travel in pixels that makes a press a drag. */
export const SLACK = 4;

/** Zoom factor of one pixel of wheel travel: a usual notch of 100 pixels is 1.22. */
const WHEEL = 0.002;

/** How much a turn of the wheel magnifies: over 1 away from the person. Wheels that count in lines or pages are told apart. */
export function wheelFactor({ deltaY, deltaMode }: Pick<WheelEvent, "deltaY" | "deltaMode">): number {
  const pixels = deltaY * (deltaMode === 1 ? 30 : deltaMode === 2 ? 300 : 1);
  return Math.exp(-pixels * WHEEL);
}

type Listeners = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** Listens to all of these on an element; what it returns stops that. */
export function listen(element: HTMLElement, listeners: Listeners): () => void {
  const all = Object.entries(listeners) as [string, EventListener][];
  // A turned wheel that zooms must not scroll as well.
  for (const [name, listener] of all) element.addEventListener(name, listener, { passive: name !== "wheel" });
  return () => {
    for (const [name, listener] of all) element.removeEventListener(name, listener);
  };
}
