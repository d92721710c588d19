// Settings that figures of experiments share.

import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Ids of models in the order of the result; null: all. */
export const modelsSetting = v.optional(v.nullable(v.pipe(v.array(v.string()), v.minLength(1))), null);

/** N and R; null: the first that the result has. */
export const conditionSetting = v.optional(v.nullable(v.strictObject({ needles: v.nullable(count), queries: v.nullable(count) })), null);

/** `absolute`: shares of Σ|A|. `signed`: shares of ΣA, negative where more is taken away than given. */
export const sharesSetting = v.optional(v.picklist(["absolute", "signed"]), "absolute");

/** Percent of the haystack before the answer; null: all depths. */
export const depthSetting = v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))));

/** Lengths to take; null: all. */
export const lengthsSetting = v.optional(v.nullable(v.pipe(v.array(v.number()), v.minLength(1))), null);
