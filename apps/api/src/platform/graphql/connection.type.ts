import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Connection, Edge, PageInfo, PageRequest } from './page.ts';

@ObjectType('PageInfo', { description: 'Where a page stands in its list (Relay).', simpleResolvers: true })
class PageInfoType implements PageInfo {
  @Field(() => Boolean, { description: 'There is more after `endCursor`.' })
  readonly hasNextPage: boolean;
  @Field(() => Boolean, { description: 'The page was asked for with `after`.' })
  readonly hasPreviousPage: boolean;
  @Field(() => String, { nullable: true, description: 'Of the first on the page; null when it is empty.' })
  readonly startCursor: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Of the last on the page, to be passed as `after` for the next; null when it is empty.',
  })
  readonly endCursor: string | null;
}

/** The types `<name>Connection` and `<name>Edge` of a node. Once a node; resolvers return what `connection()` makes. */
export function connectionType<Node extends object>(name: string, node: ClassType<Node>): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: 'One of a page, with its place in the list (Relay).', simpleResolvers: true })
  class NodeEdge implements Edge<Node> {
    @Field(() => node, { description: 'What has this place.' })
    readonly node: Node;
    @Field(() => String, { description: 'Opaque; passed as `after`, it begins a page behind this place.' })
    readonly cursor: string;
  }

  @ObjectType(`${name}Connection`, { description: 'A page of a list (Relay).', simpleResolvers: true })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge], { description: "In the list's order; empty when there is nothing, or nothing more." })
    readonly edges: readonly Edge<Node>[];
    @Field(() => PageInfoType, { description: 'Where the page stands in the list.' })
    readonly pageInfo: PageInfo;
    @Field(() => Int, { nullable: true, description: 'How many there are in all; null where counting would cost too much.' })
    readonly totalCount: (() => Promise<number | null>) | null;
  }
  return NodeConnection;
}

/** `first` and `after` of a list: `@Args(() => PageArgs) args`. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: '50 when absent, 200 at most.' })
  readonly first?: number | null;
  @Field(() => String, { nullable: true, description: 'Cursor of the last one seen.' })
  readonly after?: string | null;
}
