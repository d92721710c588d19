// The command line of `npm start`.

import { resolve } from "node:path";
import { Stop } from "./project.mjs";

export const USAGE = `npm start -- [--no-open] [--browser] [--port N] [--models FOLDER]

  --no-open         only serve, and print the address
  --browser         open in a browser even where Electron is installed
  --port N          serve on this port instead of a free one
  --models FOLDER   show the models in this folder instead of the shipped ones
`;

/** @typedef {{ open: boolean, browser: boolean, port: number, models: string | null, help: boolean }} StartOptions */

/**
 * @param {readonly string[]} words
 * @returns {StartOptions}
 * @throws {Stop} naming the word that is not understood
 */
export function parseStartOptions(words) {
  /** @type {StartOptions} */
  const options = { open: true, browser: false, port: 0, models: null, help: false };
  const rest = words.flatMap((word) =>
    /^--\w+=/.test(word) ? [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] : [word],
  );
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--no-open") options.open = false;
    else if (word === "--browser") options.browser = true;
    else if (word === "--help") options.help = true;
    else if (word === "--port") options.port = parsePort(rest.shift());
    else if (word === "--models") {
      const folder = rest.shift();
      if (folder === undefined || folder === "") throw new Stop("--models needs a folder.", 2);
      options.models = resolve(folder);
    } else throw new Stop(`"${word}" is not understood.\n\n${USAGE}`, 2);
  }
  return options;
}

/** @param {string | undefined} text */
function parsePort(text) {
  if (text === undefined || !/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new Stop("--port needs a number from 0 to 65535.", 2);
  return Number(text);
}
