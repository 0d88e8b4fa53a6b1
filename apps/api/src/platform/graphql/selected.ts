import { type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/** What is asked of a field, by the field's node: a document is asked many times. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/** Whether no more than these fields is asked of what a field resolves to; whose names they are answered under is the same. */
export function asksWithin(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  fields: ReadonlySet<string>,
): boolean {
  return fieldNodes.every((node) => {
    const asked = known.get(node) ?? new Set(namesIn(node.selectionSet?.selections ?? [], fragments));
    known.set(node, asked);
    for (const name of asked) if (!fields.has(name) && name !== '__typename') return false;
    return true;
  });
}

function namesIn(selections: readonly SelectionNode[], fragments: Readonly<Record<string, FragmentDefinitionNode>>): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return namesIn(within?.selectionSet.selections ?? [], fragments);
  });
}
