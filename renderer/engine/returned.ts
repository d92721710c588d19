// Memory on its way back: when the window has let a capture go, its memory can be written again. Who holds a trace is not
// known in one place (views, figures under way, the text before an undo), so nobody hands memory back by word; only the
// garbage collector knows that an array can be read no more.

/** Parts of watched arrays, each with the array that it was cut from: whoever holds a part holds the whole. */
const wholes = new WeakMap<Float32Array, Float32Array>();

function keepingParts(this: Float32Array, start?: number, end?: number): Float32Array {
  const part = Float32Array.prototype.subarray.call(this, start, end);
  Object.defineProperty(part, "subarray", { value: keepingParts });
  wholes.set(part, this);
  return part;
}

/**
 * @param giveBack takes the memory of arrays that nobody can read any more; it may be moved away from this thread
 * @returns the function that puts arrays under watch. Memory under an array that has other arrays over it, but for
 *   parts made with its `subarray`, must not be given to it; arrays of one call that share memory are left alone.
 */
export function watchReturned(giveBack: (buffer: ArrayBuffer) => void): (arrays: readonly Float32Array[]) => void {
  const returned = new FinalizationRegistry<ArrayBuffer>(giveBack);
  return (arrays) => {
    const uses = new Map<ArrayBufferLike, number>();
    for (const { buffer } of arrays) uses.set(buffer, (uses.get(buffer) ?? 0) + 1);
    for (const array of arrays) {
      if (!(array.buffer instanceof ArrayBuffer) || uses.get(array.buffer) !== 1) continue;
      Object.defineProperty(array, "subarray", { value: keepingParts });
      returned.register(array, array.buffer);
    }
  };
}
