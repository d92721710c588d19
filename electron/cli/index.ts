// The program behind `npm run heddle`; run again by the threads of a needle sweep.

import { main } from "./main.ts";
import { isSweepThread, serveSweep } from "./needle/workers.ts";

if (isSweepThread()) serveSweep();
else
  process.exitCode = await main(process.argv.slice(2), {
    print: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
  });
