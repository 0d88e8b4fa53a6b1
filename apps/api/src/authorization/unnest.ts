/** Types of columns that a set-based insert takes. An array travels as its own text. */
type ColumnType =
  | 'uuid'
  | 'text'
  | 'bigint'
  | 'timestamptz'
  | 'boolean'
  | 'jsonb'
  | 'date'
  | 'smallint'
  | 'uuid[]'
  | 'bigint[]'
  | 'timestamptz[]';

/** A moment is given in milliseconds. */
type Value = string | bigint | number | boolean | readonly (string | bigint | number)[] | null;

export type Column<Row> = readonly [name: string, type: ColumnType, value: (row: Row) => Value];

/** Many rows as one array a column: one statement whatever their number, one plan whatever their number. */
export type Unnest<Row> = {
  readonly names: string;
  /** `SELECT … FROM unnest(…)`, its parameters counted from the number given. */
  select(firstParameter: number): string;
  readonly width: number;
  parameters(rows: readonly Row[]): string[];
};

export function unnest<Row>(columns: readonly Column<Row>[]): Unnest<Row> {
  const isArray = (type: ColumnType): boolean => type.endsWith('[]');
  return {
    names: columns.map(([name]) => name).join(', '),
    width: columns.length,
    select(first) {
      const fields = columns.map(([name, type]) => (isArray(type) ? `${name}::${type}` : name)).join(', ');
      const arrays = columns.map(([, type], i) => `$${first + i}::${isArray(type) ? 'text' : type}[]`).join(', ');
      return `SELECT ${fields} FROM unnest(${arrays}) AS given (${columns.map(([name]) => name).join(', ')})`;
    },
    parameters: (rows) => columns.map(([, type, value]) => literal(rows, type, value)),
  };
}

function literal<Row>(rows: readonly Row[], type: ColumnType, value: (row: Row) => Value): string {
  let text = '{';
  let separator = '';
  for (const row of rows) {
    text += separator + element(type, value(row));
    separator = ',';
  }
  return `${text}}`;
}

function element(type: ColumnType, value: Value): string {
  if (value === null) return 'NULL';
  switch (type) {
    case 'text':
    case 'jsonb':
      return quoted(String(value));
    case 'timestamptz':
      return moment(value as number);
    case 'timestamptz[]':
      return `"{${(value as readonly number[]).map(moment).join(',')}}"`;
    case 'uuid[]':
    case 'bigint[]':
      return `"{${(value as readonly (string | bigint)[]).join(',')}}"`;
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
  // Of a text in which only quotes and backslashes are special, such as JSON, that is what JSON makes, and much sooner.
  if (!CONTROL.test(text) && text.isWellFormed()) return JSON.stringify(text);
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\u0000', '')}"`;
}
// PostgreSQL's text holds no NUL; a body that has one loses it.
// oxlint-disable-next-line no-control-regex
const SPECIAL = /["\\\u0000]/;
// What JSON writes as an escape of its own.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/;

let lastMs = Number.NaN;
let lastText = '';

function moment(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
