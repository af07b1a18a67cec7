export { mountEmbed, type EmbedProps } from './mount.ts';
export { readParameters, type EmbedParameters } from './parameters.ts';
