export { mountEmbed } from './mount.ts';
export { readParameters } from './parameters.ts';
