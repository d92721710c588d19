// The program behind `npm run heddle`.

import { main } from "./main.ts";

const code = await main(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
process.exitCode = code;
