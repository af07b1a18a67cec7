// How `declare -f` and `type` show a function: the tree printed with bash's own layout.
//
// Source of the rule: bash 5.2, print_cmd.c. Words are shown as they were written.
import type {
  AndOr,
  Command,
  CommandNode,
  CompoundList,
  HereDoc,
  Pipeline,
  PipelineNode,
  Redirection,
  Statement,
  TestExpression,
} from 'unbash';
import type { ByteString } from '../../engine/base/index.ts';
import type { FunctionDefinition } from './shell.ts';
import type { SourceText } from './source-text.ts';

/** The lines of `name () { … }`, without a newline at the end. */
export function functionListing(definition: FunctionDefinition): ByteString {
  return new Printer(definition.source).definition(definition.name, definition.body);
}

class Printer {
  #indent = 0;
  /** Here-documents whose bodies follow at the end of the line. */
  #documents: HereDoc[] = [];

  constructor(private readonly source: SourceText) {}

  definition(name: ByteString, body: FunctionDefinition['body']): ByteString {
    const head = `${name} () \n`;
    if (body.type === 'BraceGroup') return `${head}${this.#group(body.body)}`;
    if (body.type === 'Redirected' && body.command.type === 'BraceGroup')
      return `${head}${this.#group(body.command.body)} ${this.#redirections(body.redirects)}`;
    // Any other body is shown inside braces of its own.
    this.#indent += 4;
    const inner = body.type === 'CompoundList' ? this.#list(body.commands) : this.#command(body);
    this.#indent -= 4;
    return `${head}{ \n    ${inner}\n}`;
  }

  #pad(): string {
    return ' '.repeat(this.#indent);
  }

  #group(list: CompoundList): ByteString {
    return `{ \n${this.#block(list)}${this.#pad()}}`;
  }

  /** A list on lines of its own, one level deeper. */
  #block(list: CompoundList, last = ''): ByteString {
    this.#indent += 4;
    const text = `${this.#pad()}${this.#list(list.commands)}${last}`;
    this.#indent -= 4;
    return `${text}${text.endsWith('\n') ? '' : '\n'}`;
  }

  /** Statements; a semicolon and a new line between two, ` & ` and no new line behind a background one. */
  #list(statements: readonly Statement[]): ByteString {
    let out = '';
    statements.forEach((statement, i) => {
      out += this.#node(statement.command);
      const last = i === statements.length - 1;
      if (statement.background === true) out += last ? ' &' : ' & ';
      else if (this.#documents.length > 0) out += `${this.#flush()}${last ? '' : `\n${this.#pad()}`}`;
      else if (!last) out += `;\n${this.#pad()}`;
    });
    return out;
  }

  #flush(): ByteString {
    const text = this.#documents
      .map((node) => `\n${node.body.text}${node.delimiter?.value ?? ''}\n`)
      .join('');
    this.#documents = [];
    return text;
  }

  #node(node: PipelineNode | AndOr): ByteString {
    if (node.type === 'AndOr') return this.#andOr(node);
    return node.type === 'Pipeline' ? this.#pipeline(node) : this.#command(node);
  }

  #andOr(node: AndOr): ByteString {
    return node.commands
      .map((c, i) => (i === 0 ? '' : ` ${node.operators[i - 1]} `) + this.#node(c))
      .join('');
  }

  #pipeline(node: Pipeline): ByteString {
    const head = node.prefixes
      .map((prefix) =>
        prefix.type === 'Negation' ? '! ' : prefix.posix === undefined ? 'time ' : 'time -p ',
      )
      .join('');
    const stages = node.commands.map((command, i) => {
      const text = this.#command(command);
      if (i === node.commands.length - 1) return text;
      return node.operators[i] === '|&' ? `${text} 2>&1 | ` : `${text} | `;
    });
    return head + stages.join('');
  }

  #command(node: CommandNode): ByteString {
    const pad = this.#pad();
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'Redirected':
        return `${this.#command(node.command)} ${this.#redirections(node.redirects)}`;
      case 'BraceGroup':
        return this.#group(node.body);
      case 'Subshell':
        return `( ${this.#list(node.body.commands)} )`;
      case 'If':
        return this.#if([node, ...node.elif], node.else);
      case 'While':
        return `${node.kind} ${this.#list(node.clause.commands)}; do\n${this.#block(node.body, ';')}${pad}done`;
      case 'For': {
        const words = node.wordlist === undefined ? '"$@"' : node.wordlist.map((w) => w.text).join(' ');
        return `for ${node.name.text} in ${words};\n${pad}do\n${this.#block(node.body, ';')}${pad}done`;
      }
      case 'Select': {
        const words = node.wordlist === undefined ? '"$@"' : node.wordlist.map((w) => w.text).join(' ');
        return `select ${node.name.text} in ${words};\n${pad}do\n${this.#block(node.body, ';')}${pad}done`;
      }
      case 'ArithmeticFor':
        return `for ((${this.#header(node)}))\n${pad}do\n${this.#block(node.body, ';')}${pad}done`;
      case 'Case':
        return this.#case(node);
      case 'ArithmeticCommand':
        return `((${node.body}))`;
      case 'TestCommand':
        return `[[ ${this.#test(node.expression)} ]]`;
      case 'Function': {
        const body = node.body;
        if (body.type === 'BraceGroup')
          return `function ${node.name.text} () \n${pad}${this.#group(body.body)}`;
        return `function ${node.name.text} () \n${pad}${body.type === 'CompoundList' ? '' : this.#command(body)}`;
      }
      case 'Coproc':
        return this.source.slice(node);
    }
  }

  #if(
    branches: readonly { readonly clause: CompoundList; readonly then: CompoundList }[],
    otherwise: CompoundList | undefined,
  ): ByteString {
    const [first, ...rest] = branches;
    const pad = this.#pad();
    let out = `if ${this.#list(first.clause.commands)}; then\n${this.#block(first.then, ';')}`;
    if (rest.length > 0) {
      this.#indent += 4;
      out += `${pad}else\n${this.#pad()}${this.#if(rest, otherwise)};\n`;
      this.#indent -= 4;
    } else if (otherwise !== undefined) out += `${pad}else\n${this.#block(otherwise, ';')}`;
    return `${out}${pad}fi`;
  }

  #case(node: Extract<CommandNode, { type: 'Case' }>): ByteString {
    const pad = this.#pad();
    let out = `case ${node.word.text} in \n`;
    this.#indent += 4;
    for (const item of node.items) {
      out += `${this.#pad()}${item.pattern.map((w) => w.text).join(' | ')})\n`;
      out += item.body.commands.length === 0 ? `${this.#pad()}    \n` : this.#block(item.body);
      out += `${this.#pad()}${item.terminator ?? ';;'}\n`;
    }
    this.#indent -= 4;
    return `${out}${pad}esac`;
  }

  #header(node: Extract<CommandNode, { type: 'ArithmeticFor' }>): ByteString {
    const text = this.source.text.slice(node.pos, node.body.pos);
    return text
      .slice(text.indexOf('((') + 2, text.lastIndexOf('))'))
      .split(';')
      .map((part) => part.trim() || '1')
      .join('; ');
  }

  #test(node: TestExpression): ByteString {
    switch (node.type) {
      case 'TestGroup':
        return `( ${this.#test(node.expression)} )`;
      case 'TestNot':
        return `${node.negations.map(() => '! ').join('')}${this.#test(node.operand)}`;
      case 'TestLogical':
        return node.operands.map((operand) => this.#test(operand)).join(` ${node.operator} `);
      case 'TestUnary':
        return `${node.operator} ${node.operand.text}`;
      case 'TestBinary':
        return `${node.left.text} ${node.operator} ${node.right.text}`;
    }
  }

  #simple(node: Command): ByteString {
    const words: ByteString[] = [];
    const redirections: Redirection[] = [];
    for (const item of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix])
      if (item.type === 'Word' || item.type === 'Assignment') words.push(item.text);
      else redirections.push(item);
    const parts = redirections.length > 0 ? [...words, this.#redirections(redirections)] : words;
    return parts.join(' ');
  }

  #redirections(nodes: readonly Redirection[]): ByteString {
    return nodes.map((node) => this.#redirection(node)).join(' ');
  }

  #redirection(node: Redirection): ByteString {
    const { descriptor } = node;
    const number =
      descriptor === undefined
        ? ''
        : descriptor.type === 'FileDescriptor'
          ? String(descriptor.value)
          : `{${descriptor.name}}`;
    switch (node.type) {
      case 'HereDoc':
        this.#documents.push(node);
        return `${number}${node.operator}${node.delimiter?.text ?? ''}`;
      case 'HereString':
        return `${number}<<< ${node.target?.text ?? ''}`;
      case 'Redirect': {
        const target = node.target?.text ?? '';
        if (node.operator === '>&' || node.operator === '<&') {
          const plain = node.operator === '>&' ? '1' : '0';
          return `${number === '' ? plain : number}${node.operator}${target}`;
        }
        const shown =
          (number === '1' && node.operator !== '<') || (number === '0' && node.operator === '<')
            ? ''
            : number;
        return `${shown}${node.operator} ${target}`;
      }
    }
  }
}
