export { default as EvaluateScope } from './EvaluateScope.svelte';
export { Inspector } from './inspector.svelte.ts';
