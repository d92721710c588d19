// From the path of an address to a file that may be served. Pure: nothing touches the disk here, and what is not
// understood is refused.

/** A file of the app: which folder it is in and the way down from there. */
export interface SitePath {
  readonly root: "renderer" | "models";
  /** At least one, each a plain name: never empty, "." or "..", without separators. */
  readonly segments: readonly string[];
}

/** What a model folder gives out. Checkpoints, sources and logs may lie beside these and stay private. */
const MODEL_FILES = /\.(onnx|data|json|md|npz)$/;
/** Folders under models/ that are sources, not models. */
const NOT_SERVED = new Set(["foundry"]);
/** Characters that separate folders or streams on some system, or end a C string. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused
const UNSAFE = /[\\/:*?"<>|\u0000-\u001f\u007f]/;

/**
 * @param pathname path of the address as sent, still percent-encoded, e.g. "/models/a/model.onnx"
 * @returns null when nothing may be served under it
 */
export function resolvePath(pathname: string): SitePath | null {
  if (!pathname.startsWith("/")) return null;
  const segments: string[] = [];
  const parts = pathname === "/" ? ["index.html"] : pathname.slice(1).split("/");
  for (const part of parts) {
    const name = decode(part);
    if (name === null || name === "" || name.startsWith(".") || name.endsWith(".") || name.endsWith(" ") || UNSAFE.test(name)) return null;
    segments.push(name);
  }
  const [first, second] = segments;
  if (first !== "models") return { root: "renderer", segments };
  const inside = segments.slice(1);
  const file = inside.at(-1);
  if (second === undefined || file === undefined || inside.length < 2) return null;
  if (!isModelFolder(second) || !MODEL_FILES.test(file)) return null;
  return { root: "models", segments: inside };
}

/** True for the name of a folder of models/ that may be shown. Some file systems do not tell capitals apart. */
export function isModelFolder(name: string): boolean {
  return !NOT_SERVED.has(name.toLowerCase());
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
