import type { BenchOptions } from './options.ts';

export type Goal = { readonly is: 'at least' | 'at most' | 'exactly'; readonly value: number };

type Figure = { readonly name: string; readonly unit: string; readonly goal: Goal | null; readonly values: number[] };

/** Collects one value a round for each figure, and shows them at the end. */
export class Report {
  readonly #bench: string;
  readonly #options: Pick<BenchOptions, 'json'>;
  readonly #figures = new Map<string, Figure>();
  readonly #startedAt = performance.now();

  constructor(bench: string, options: Pick<BenchOptions, 'json'>) {
    this.#bench = bench;
    this.#options = options;
  }

  /** What goes on, on standard error. */
  say(line: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(0).padStart(4);
    process.stderr.write(`${seconds} s  ${line}\n`);
  }

  add(name: string, value: number, unit: string, goal: Goal | null = null): void {
    const figure = this.#figures.get(name) ?? { name, unit, goal, values: [] };
    this.#figures.set(name, figure);
    figure.values.push(value);
  }

  print(): void {
    const figures = [...this.#figures.values()].map((figure) => ({ ...figure, ...spread(figure.values) }));
    if (this.#options.json) {
      for (const { name, median, unit, min, max } of figures)
        process.stdout.write(
          `${JSON.stringify({ bench: this.#bench, figure: name, value: rounded(median), unit, min: rounded(min), max: rounded(max) })}\n`,
        );
      return;
    }
    const rows = figures.map(({ name, min, median, max, unit, goal }) => [
      name,
      text(min),
      text(median),
      text(max),
      unit,
      goalText(goal),
      verdict(median, goal),
    ]);
    process.stdout.write(`${table(['figure', 'min', 'median', 'max', 'unit', 'goal', ''], rows)}\n`);
  }
}

export function spread(values: readonly number[]): { min: number; median: number; max: number } {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, max: at(sorted.length - 1) };
}

/** Four significant digits: no benchmark of ours knows more. */
function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

function text(value: number): string {
  return !Number.isFinite(value) ? '-' : rounded(value).toLocaleString('en', { maximumFractionDigits: 3 });
}

const SIGNS: Readonly<Record<Goal['is'], string>> = { 'at least': '>=', 'at most': '<=', exactly: '=' };

function goalText(goal: Goal | null): string {
  return goal === null ? '' : `${SIGNS[goal.is]} ${goal.value}`;
}

export function reaches(value: number, { is, value: wanted }: Goal): boolean {
  switch (is) {
    case 'at least':
      return value >= wanted;
    case 'at most':
      return value <= wanted;
    case 'exactly':
      return value === wanted;
  }
}

function verdict(value: number, goal: Goal | null): string {
  return goal === null ? '' : reaches(value, goal) ? 'reached' : 'missed';
}

/** Names to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number): boolean => column >= 1 && column <= 3;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
