// A lesson as the build reads it: parsed, as data.
declare module '*.md?lesson' {
  import type { Lesson } from './lesson/index.ts';
  const lesson: Lesson;
  export default lesson;
}
