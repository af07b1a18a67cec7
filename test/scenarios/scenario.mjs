// Scenarios: command lines that are typed one after another, on real Nix for the fixture and on the machine for the test.
//
// A scenario is a text file: a command on each line, `#` begins a comment. The same wrapper script runs it on both
// sides and prints what each command said; what cannot be equal on two machines (dates, process numbers, the order in
// which a directory lists its names) is evened out here, and nothing else.

const MARK = '@@@';

/** The commands of a scenario. */
export function commandsOf(text) {
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** The shell script that runs the commands in one shell and prints status, output and errors of each. */
export function wrap(commands) {
  const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
  const run = [
    'mkdir -p /tmp/scenario',
    'run() {',
    '  eval "$1" >/tmp/scenario/out 2>/tmp/scenario/err',
    `  printf '\\n${MARK} status %s\\n' $?`,
    '  cat /tmp/scenario/out',
    `  printf '\\n${MARK} stderr\\n'`,
    '  cat /tmp/scenario/err',
    '}',
  ];
  return `${[...run, ...commands.map((command) => `run ${quote(command)}`)].join('\n')}\n`;
}

/** What the wrapper printed, as one record for each command. */
export function unwrap(commands, output) {
  const parts = output.split(`\n${MARK} status `).slice(1);
  return commands.map((command, i) => {
    const part = parts[i] ?? '';
    const status = Number(part.slice(0, part.indexOf('\n')));
    const [stdout = '', stderr = ''] = part.slice(part.indexOf('\n') + 1).split(`\n${MARK} stderr\n`);
    return { command, status, stdout: normalise(stdout), stderr: normalise(stderr) };
  });
}

/** What a process of real Nix leaves for a later one to clear away, under a name with its number. */
const STALE = [
  /^removing stale link from ".*" to "\/tmp\/nix-build-\d+-\d+\/result"$/,
  /^removing stale temporary roots file "\/nix\/var\/nix\/temproots\/\d+"$/,
];

/** Evens out what differs between two runs of real Nix itself. */
function normalise(text) {
  const lines = text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'DATE')
    .split('\n')
    .filter((line) => !STALE.some((pattern) => pattern.test(line)));
  return sortRuns(lines, /^(deleting '|removing stale link from |"?\/\S+ -> \/nix\/store\/)/).join('\n');
}

/** Sorts each run of neighbouring lines that match. */
function sortRuns(lines, pattern) {
  const sorted = [];
  let run = [];
  for (const line of [...lines, undefined]) {
    if (line !== undefined && pattern.test(line)) run.push(line);
    else {
      sorted.push(...run.sort());
      run = [];
      if (line !== undefined) sorted.push(line);
    }
  }
  return sorted;
}
