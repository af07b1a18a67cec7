// The small part of bash's language that the cases are written in, as a program: so that the tools can be tried
// without the shell. What it does not understand it refuses.
import type { ByteString } from '../../../src/engine/base/index.ts';
import {
  nullStream,
  SIGNAL_NUMBERS,
  type Process,
  type Program,
  type Stream,
  type Task,
} from '../../../src/engine/os/index.ts';
import { findOnPath } from '../../../src/shell/tools/index.ts';

type Token = { readonly word: ByteString } | { readonly operator: string };

const OPERATORS = ['&&', '||', '2>&1', '2>', '>>', '>', '<', '|', ';'];
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '0': '\0',
  '\\': '\\',
  "'": "'",
};

function tokens(line: ByteString): Token[] {
  const out: Token[] = [];
  let word: ByteString | undefined;
  const end = () => {
    if (word !== undefined) out.push({ word });
    word = undefined;
  };
  for (let i = 0; i < line.length;) {
    const rest = line.slice(i);
    const operator = OPERATORS.find((text) => rest.startsWith(text));
    if (/^[ \t]/.test(rest)) {
      end();
      i++;
    } else if (operator !== undefined && (word === undefined || !operator.startsWith('2'))) {
      end();
      out.push({ operator });
      i += operator.length;
    } else if (rest.startsWith("$'")) {
      word ??= '';
      for (i += 2; line[i] !== "'";) {
        if (i >= line.length) throw new Error(`a quote does not end: ${line}`);
        if (line[i] !== '\\') word += line[i++];
        else if (line[i + 1] === 'x') {
          word += String.fromCharCode(parseInt(line.slice(i + 2, i + 4), 16));
          i += 4;
        } else {
          word += ESCAPES[line[i + 1]];
          i += 2;
        }
      }
      i++;
    } else if (line[i] === "'" || line[i] === '"') {
      const close = line.indexOf(line[i], i + 1);
      if (close < 0) throw new Error(`a quote does not end: ${line}`);
      const text = line.slice(i + 1, close);
      if (line[i] === '"' && /[$\\`]/.test(text)) throw new Error(`the cases' shell cannot read: ${line}`);
      word = (word ?? '') + text;
      i = close + 1;
    } else if (line[i] === '\\') {
      word = (word ?? '') + line[i + 1];
      i += 2;
    } else if (/[$`*?[\](){}]/.test(line[i]) && !/^(\[|\]|\{\}|[{}\]])( |$)/.test(rest) && word === undefined)
      throw new Error(`the cases' shell cannot read: ${line}`);
    else word = (word ?? '') + line[i++];
  }
  end();
  return out;
}

interface Command {
  argv: ByteString[];
  readonly assignments: Map<ByteString, ByteString>;
  readonly redirections: { readonly operator: string; readonly path: ByteString }[];
}

/** The program `line`: its status is that of the last command. */
export function smallShell(line: ByteString): Program {
  return function* (process) {
    let status = 0;
    let run = true;
    let pipeline: Command[] = [{ argv: [], assignments: new Map(), redirections: [] }];
    const list = tokens(line);
    for (let i = 0; i <= list.length; i++) {
      const token = list[i] ?? { operator: ';' };
      const command = pipeline[pipeline.length - 1];
      if ('word' in token) {
        const assignment = /^([A-Z_]+)=(.*)$/s.exec(token.word);
        if (command.argv.length === 0 && assignment !== null)
          command.assignments.set(assignment[1], assignment[2]);
        else command.argv.push(token.word);
      } else if (token.operator === '|')
        pipeline.push({ argv: [], assignments: new Map(), redirections: [] });
      else if ([';', '&&', '||'].includes(token.operator)) {
        if (run && command.argv.length + command.redirections.length > 0)
          status = yield* runPipeline(process, pipeline);
        run = token.operator === ';' || (token.operator === '&&') === (status === 0);
        pipeline = [{ argv: [], assignments: new Map(), redirections: [] }];
      } else if (token.operator === '2>&1') command.redirections.push({ operator: '2>&1', path: '' });
      else {
        const path = list[++i];
        if (path === undefined || !('word' in path))
          throw new Error(`no file behind ${token.operator}: ${line}`);
        command.redirections.push({ operator: token.operator, path: path.word });
      }
    }
    return status;
  };
}

function* runPipeline(process: Process, commands: readonly Command[]): Task<number> {
  const children = [];
  let input: Stream | undefined;
  for (const [i, command] of commands.entries()) {
    const descriptors = new Map(process.descriptors);
    const opened: Stream[] = [];
    if (input !== undefined) {
      descriptors.set(0, input);
      opened.push(input);
    }
    if (i < commands.length - 1) {
      const { reader, writer } = process.pipe();
      descriptors.set(1, writer);
      opened.push(writer);
      input = reader;
    }
    for (const { operator, path } of command.redirections) {
      if (operator === '2>&1') descriptors.set(2, descriptors.get(1) ?? nullStream());
      else {
        const stream = process.open(
          path,
          operator === '<'
            ? { read: true }
            : { write: true, create: true, truncate: operator !== '>>', append: operator === '>>' },
        );
        opened.push(stream);
        descriptors.set(operator === '<' ? 0 : operator === '2>' ? 2 : 1, stream);
      }
    }
    if (command.argv.length > 0) {
      const environment = new Map([...process.environment, ...command.assignments]);
      if (command.argv[0] === 'umask') process.files.umask = parseInt(command.argv[1], 8);
      else if (command.argv[0] === 'cd') process.files.chdir(command.argv[1]);
      else {
        const path = findOnPath(process.files, command.argv[0], environment.get('PATH'))[0];
        if (path === undefined) throw new Error(`there is no tool ${command.argv[0]}`);
        children.push(process.spawn({ path, argv: command.argv, environment, descriptors }));
      }
    }
    for (const stream of opened) stream.close();
  }
  let status = 0;
  for (const child of children) {
    const exit = yield* child.wait();
    status = 'status' in exit ? exit.status : 128 + SIGNAL_NUMBERS[exit.signal];
  }
  return status;
}
