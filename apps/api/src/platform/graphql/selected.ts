import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/** What is asked of a field, by the field's node: a document is asked many times. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** Whether no more than these fields is asked of what a field resolves to; whose names they are answered under is the same. */
export function asksWithin(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  fields: ReadonlySet<string>,
): boolean {
  return fieldNodes.every((node) => {
    const asked = known.get(node) ?? new Set(fieldsIn(node.selectionSet?.selections ?? [], fragments).map(({ name }) => name.value));
    known.set(node, asked);
    for (const name of asked) if (!fields.has(name) && name !== '__typename') return false;
    return true;
  });
}

/** Fields that may be asked of an object, and of those that are objects themselves; true for whatever is asked of it. */
export type Shape = { readonly [field: string]: true | Shape };

/** By the field's node, like `known`; a node resolves to one shape. */
const alone = new WeakMap<FieldNode, boolean>();

/** Whether the operation asks for this field alone, and for no more than this of what it resolves to. */
export function isAllAsked({ fieldNodes, fragments, operation }: GraphQLResolveInfo, shape: Shape): boolean {
  const [node] = fieldNodes;
  if (node === undefined) return false;
  const answer = alone.get(node) ?? (isOnlySelection(node, operation) && fieldNodes.length === 1 && isWithin(node, fragments, shape));
  alone.set(node, answer);
  return answer;
}

/** One that a fragment brings may have others beside it there, and be in other operations too. */
function isOnlySelection(node: FieldNode, { selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return selections.length === 1 && selections[0] === node;
}

function isWithin({ selectionSet }: FieldNode, fragments: Readonly<Record<string, FragmentDefinitionNode>>, shape: Shape): boolean {
  return fieldsIn(selectionSet?.selections ?? [], fragments).every((field) => {
    const { value: name } = field.name;
    const allowed = Object.hasOwn(shape, name) ? shape[name] : undefined;
    return name === '__typename' || allowed === true || (allowed !== undefined && isWithin(field, fragments, allowed));
  });
}

function fieldsIn(selections: readonly SelectionNode[], fragments: Readonly<Record<string, FragmentDefinitionNode>>): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return fieldsIn(within?.selectionSet.selections ?? [], fragments);
  });
}
