// How the page is built and served.
//
// Relative addresses, so that a build under any sub-path links to itself. The built pages carry a strict
// Content-Security-Policy; the development server does not, because hot reloading needs what it forbids.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';
import { parseLesson } from './src/lesson/index.ts';

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

/** Lessons are read when the page is built: `lesson.md?lesson` is the lesson as data. */
function lessons(): Plugin {
  return {
    name: 'lessons',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.md?lesson')) return undefined;
      const path = id.slice(0, -'?lesson'.length);
      this.addWatchFile(path);
      const lesson = JSON.stringify(parseLesson(readFileSync(path, 'utf8'), (text) => parse(text)));
      return { code: `export default JSON.parse(${JSON.stringify(lesson)});`, moduleType: 'js' };
    },
  };
}

/** What a host must send for embeds in sandboxed frames: their origin is opaque, so every load is cross-origin. */
const headers = { 'Access-Control-Allow-Origin': '*' };

export default defineConfig({
  base: './',
  plugins: [lessons(), svelte(), contentSecurityPolicy()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    manifest: true,
    // The polyfill is an inline script, and every browser we run in has module preload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: { index: 'index.html', embed: 'embed.html' } },
  },
  server: { headers },
  preview: { headers },
});
