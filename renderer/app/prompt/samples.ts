// Sample prompts: each shows one thing that attention does. They are data in assets/, read at build time.

import * as v from "valibot";
import json from "../../../assets/samples.json";
import { LANGUAGES } from "../../../shared/text.ts";

const title = v.strictObject(v.entriesFromList(LANGUAGES, v.string()));
const sample = v.strictObject({ id: v.string(), title, text: v.string() });
const samples = v.strictObject({ samples: v.pipe(v.tupleWithRest([sample], sample)) });

/** In the order of the menu; the first is what a first start shows. */
export const { samples: SAMPLES } = v.parse(samples, json);
