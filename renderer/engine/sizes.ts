// What a session's next run will put out. The next keystroke asks for all that the open view needs, which may have come
// in several runs of one text: first what was known to be needed, then what a newly opened view lacked.

interface Shaped {
  readonly type: string;
  readonly dims: readonly number[];
}
type Tensors = Readonly<Record<string, Shaped>>;

/** Follows one session. */
export function createSizes(): {
  /** Bytes of each float output that runs with inputs of these shapes have given since the shapes last changed. */
  after(inputs: Tensors, outputs: Tensors): readonly number[];
} {
  let shapes = "";
  const sizes = new Map<string, number>();
  return {
    after(inputs, outputs) {
      const now = JSON.stringify(Object.entries(inputs).map(([name, { dims }]) => [name, dims]));
      if (now !== shapes) sizes.clear();
      shapes = now;
      for (const [name, { type, dims }] of Object.entries(outputs))
        if (type === "float32") sizes.set(name, 4 * dims.reduce((product, size) => product * size, 1));
      return [...sizes.values()];
    },
  };
}
