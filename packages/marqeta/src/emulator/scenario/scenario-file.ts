import type { Compile } from 'typebox/compile';
import { type Document, isNode, isPair, LineCounter, parseDocument, type Tags } from 'yaml';
import { PATTERN_WORDS } from './format.ts';

export interface Problem {
  readonly line: number;
  /** `steps[2].clear.amount` */
  readonly path: string;
  readonly message: string;
}

export type Path = readonly (string | number)[];
export type Mapping = Readonly<Record<string, unknown>>;
type Check = ReturnType<typeof Compile>;

/** The text, read twice: as words, in which numbers are the digits that stand there, and as the JSON that it also is. */
export class ScenarioFile {
  readonly problems: Problem[] = [];
  readonly #lines = new LineCounter();
  readonly #words: Document;
  readonly #json: Document;

  constructor(text: string) {
    const withoutNumbers = (tags: Tags): Tags => tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag));
    this.#words = parseDocument(text, { lineCounter: this.#lines, customTags: withoutNumbers, prettyErrors: true });
    this.#json = parseDocument(text, { prettyErrors: false });
    for (const { message, linePos } of this.#words.errors)
      this.problems.push({ line: linePos?.[0].line ?? 1, path: '', message: message.split('\n', 1)[0] ?? message });
  }

  get root(): unknown {
    return this.#words.toJS() as unknown;
  }

  raw(path: Path): unknown {
    const node = this.#json.getIn(path, true);
    return isNode(node) ? (node.toJS(this.#json) as unknown) : node;
  }

  refuse(path: Path, message: string): void {
    this.problems.push({ line: this.lineOf(path), path: pathText(path), message });
  }

  /** The value as the check knows it, or `null` with the problems noted. */
  checked(check: Check, value: unknown, path: Path): Mapping | null {
    if (check.Check(value)) return value as Mapping;
    const before = this.problems.length;
    for (const error of check.Errors(value)) {
      const at = [...path, ...pointer(error.instancePath)];
      const { requiredProperties = [], additionalProperties = [], allowedValues = [], pattern = '', type } = error.params as ErrorParams;
      for (const name of requiredProperties) this.refuse(at, `"${name}" is missing`);
      for (const name of additionalProperties) this.refuse([...at, name], `is not known here`);
      if (error.keyword === 'enum') this.refuse(at, `must be one of ${allowedValues.join(', ')}`);
      if (error.keyword === 'pattern') this.refuse(at, `must be ${PATTERN_WORDS[pattern] ?? error.message}`);
      if (error.keyword === 'type') this.refuse(at, `must be ${TYPE_WORDS[String(type)] ?? String(type)}`);
      if (SIZES.has(error.keyword)) this.refuse(at, error.message);
    }
    if (this.problems.length === before) this.refuse(path, 'is not what belongs here');
    return null;
  }

  /** Of the key, where the value has one. */
  lineOf(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = this.#words.getIn(path.slice(0, length - 1), true);
      const key = path[length - 1];
      const pair = hasItems(parent) ? parent.items.find((item) => isPair(item) && keyText(item.key) === key) : undefined;
      const node = isPair(pair) ? pair.key : this.#words.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.#lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

interface ErrorParams {
  readonly requiredProperties?: readonly string[];
  readonly additionalProperties?: readonly string[];
  readonly allowedValues?: readonly string[];
  readonly pattern?: string;
  readonly type?: string | readonly string[];
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text or a number',
  boolean: 'true or false',
  object: 'a mapping of names to values',
  array: 'a list',
};
const SIZES: ReadonlySet<string> = new Set(['minLength', 'minItems', 'maxItems']);

function hasItems(node: unknown): node is { readonly items: readonly unknown[] } {
  return typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items);
}

function keyText(key: unknown): unknown {
  return typeof key === 'object' && key !== null && 'value' in key ? key.value : key;
}

function pointer(instancePath: string): Path {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function pathText(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
