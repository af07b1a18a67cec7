// The core tools.
import { cat } from './cat.ts';
import type { Tool } from './options.ts';

export const TOOLS: readonly Tool[] = [cat];
