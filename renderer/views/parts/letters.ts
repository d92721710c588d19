/** What two compared models are called, by slot. */
export const LETTERS = ["A", "B"] as const;
