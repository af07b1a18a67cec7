// A file of cases: each begins with a line `### name`, what follows is its script.

/**
 * @param {string} text
 * @returns {{ name: string, script: string }[]}
 */
export function splitCases(text) {
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { name: part.slice(0, end), script: part.slice(end + 1) };
    });
}
