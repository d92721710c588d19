// A Trace is what one run of one model on one text really computed: the heart of Heddle. Plain data, no methods, so
// that it crosses workers, files and processes unchanged.

import type { Manifest } from "../manifest/schema.ts";
import type { Axis, Role, ValueKind } from "./vocabulary.ts";

/** One token of the input, as the tokenizer made it. */
export interface Token {
  readonly id: number;
  /** What it stands for in the text; the whole character where it holds only some of its bytes; "" for the start token. */
  readonly text: string;
  /** What to print on a label: leading space as "␣", line break as "⏎", lone bytes as "⟨e4⟩", specials as their name. */
  readonly label: string;
  /** Where it stands in the text, in UTF-16 units: [start, end). The start token, which is not in the text, has 0, 0. */
  readonly start: number;
  readonly end: number;
  /** Which word of the text it belongs to, counted from 0; -1 for special tokens. */
  readonly word: number;
}

/** Where in the model a capture was taken. */
export interface Place {
  readonly layer?: number;
  readonly step?: number;
  readonly branch?: string;
}

/** One tensor with a meaning. `data` is row-major over `axes` (no batch axis). */
export interface Capture extends Place {
  /** Name of the graph output; also the key in a saved trace. */
  readonly name: string;
  readonly role: Role;
  readonly kind: ValueKind;
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Values of the knobs that differ from the model's defaults: input name -> all its elements, row-major. */
export type KnobValues = Readonly<Record<string, readonly number[]>>;

/** Which engine computed a trace. */
export interface EngineInfo {
  readonly provider: "webgpu" | "wasm" | "native" | "file";
  readonly threads: number;
  /** The GPU's own name where there is one. */
  readonly device: string;
}

export interface Trace {
  readonly manifest: Manifest;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly knobs: KnobValues;
  readonly captures: readonly Capture[];
  readonly engine: EngineInfo;
  /** Time of the model's run alone, in milliseconds. */
  readonly milliseconds: number;
  /** Labels of the whole vocabulary by id, as in `Token.label`; only where something is to name tokens outside the text. */
  readonly vocabulary?: readonly string[];
}

/** The capture of a role at a place, or undefined. Fields of `place` that are absent are not compared. */
export function findCapture(captures: readonly Capture[], role: Role, place: Place = {}): Capture | undefined {
  return captures.find(
    (capture) =>
      capture.role === role &&
      (place.layer === undefined || capture.layer === place.layer) &&
      (place.step === undefined || capture.step === place.step) &&
      (place.branch === undefined || capture.branch === place.branch),
  );
}
