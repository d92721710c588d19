// Text that a person reads exists in every language of the app or does not compile.

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One piece of text in each language of the app. */
export type Localized = Readonly<Record<Language, string>>;
