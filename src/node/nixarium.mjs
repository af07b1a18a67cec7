#!/usr/bin/env node
// `npm run -s nixarium -- …`: runs a script on the simulated machine. See `main.ts` for the arguments.
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const { main } = await import(pathToFileURL(await bundle()).href);
process.exitCode = await main(process.argv.slice(2));
