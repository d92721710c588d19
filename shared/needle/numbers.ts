// Numbers that needles hold: four digits, of which one in ten never occurs in training. Which ones follows from a hash, as in
// the foundry: listing them would say nothing.

import { sha256 } from "../sha256.ts";

const FOUR_DIGITS = Array.from({ length: 9000 }, (_, i) => 1000 + i);

/** True for the numbers that training leaves out: the first eight bytes of sha256("number:N") are under 10 modulo 100. */
export function isUnseenNumber(number: number): boolean {
  const bytes = sha256(`number:${number}`);
  return bytes.subarray(0, 8).reduce((rest, byte) => (rest * 256 + byte) % 100, 0) < 10;
}

/** All four-digit numbers. */
export const NUMBERS: readonly string[] = FOUR_DIGITS.map(String);

let unseen: readonly string[] | undefined;

/** The four-digit numbers that training leaves out, some nine hundred. */
export function unseenNumbers(): readonly string[] {
  unseen ??= FOUR_DIGITS.filter(isUnseenNumber).map(String);
  return unseen;
}
