// How the page is built and served.
//
// Relative addresses, so that a build under any sub-path links to itself. The built pages carry a strict
// Content-Security-Policy; the development server does not, because hot reloading needs what it forbids.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/**
 * What the built pages may do. Scripts only from the page's own origin, no eval. Workers also from a Blob: in a
 * sandboxed frame the engine starts from its text. Styles may be inline because xterm and CodeMirror insert them.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** What a host must send for embeds in sandboxed frames: their origin is opaque, so every load is cross-origin. */
const headers = { 'Access-Control-Allow-Origin': '*' };

export default defineConfig({
  base: './',
  plugins: [svelte(), contentSecurityPolicy()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: true,
    // The polyfill is an inline script, and every browser we run in has module preload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: { index: 'index.html' } },
  },
  server: { headers },
  preview: { headers },
});
