import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';
import { isUuid } from '../ids.ts';
import { rootsOf } from '../request-note.ts';

const MOST_IN_LIST = 5;
const MOST_CHARACTERS = 2_000;

/**
 * What a valid operation was given, as the log may have it: variables, and by `field.argument` what its text itself says at the root. What the schema says cannot name anybody (enums, numbers, truth values, moments, our own ids), and of
 * everything else how long it is.
 */
export function shownVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): object {
  const given = (operation.variableDefinitions ?? []).flatMap(({ variable, type, defaultValue }) => {
    const name = variable.name.value;
    if (!(name in variables) && defaultValue === undefined) return [];
    const value = name in variables || defaultValue === undefined ? variables[name] : valueFromASTUntyped(defaultValue);
    return [[name, valueOf(typeFromAST(schema, type) as GraphQLInputType | undefined, value)] as const];
  });
  const shown = { ...writtenArguments(schema, document, operation, variables), ...Object.fromEntries(given) };
  const { length } = JSON.stringify(shown);
  return length <= MOST_CHARACTERS ? shown : { tooLong: length, names: Object.keys(shown).slice(0, 20) };
}

/** A list of each, since a field may be asked for many times under other names. */
function writtenArguments(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown[]> {
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const written: Record<string, unknown[]> = {};
  for (const { name, arguments: given = [] } of rootsOf(document, operation))
    for (const argument of given) {
      if (argument.value.kind === Kind.VARIABLE) continue;
      const type = fields[name.value]?.args.find((one) => one.name === argument.name.value)?.type;
      (written[`${name.value}.${argument.name.value}`] ??= []).push(valueOf(type, valueFromASTUntyped(argument.value, variables)));
    }
  return written;
}

function valueOf(type: GraphQLInputType | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (isNonNullType(type)) return valueOf(type.ofType, value);
  if (isListType(type)) {
    const inner = type.ofType as GraphQLInputType;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const shown = items.slice(0, MOST_IN_LIST).map((item) => valueOf(inner, item));
    return items.length > MOST_IN_LIST ? [...shown, `and ${items.length - MOST_IN_LIST} more`] : shown;
  }
  if (isInputObjectType(type)) {
    if (typeof value !== 'object') return lengthOf(value);
    const given = value as Readonly<Record<string, unknown>>;
    const fields = Object.values(type.getFields()).filter(({ name }) => Object.hasOwn(given, name));
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type, given[field.name])]));
  }
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined ? value : lengthOf(value);
  return type !== undefined && isHarmless(type.name, value) ? value : lengthOf(value);
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function isHarmless(scalar: string, value: unknown): boolean {
  switch (scalar) {
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
    case 'ID':
      return typeof value === 'string' && isUuid(value);
    case 'DateTime':
      return typeof value === 'string' && MOMENT.test(value);
    default:
      return false;
  }
}

function lengthOf(value: unknown): string {
  return typeof value === 'string' ? `${value.length} characters` : typeof value;
}
