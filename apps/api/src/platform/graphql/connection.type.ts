import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Connection, Edge, PageInfo, PageRequest } from './page.ts';

@ObjectType('PageInfo', { description: 'Where a page stands in its list (Relay).', simpleResolvers: true })
class PageInfoType implements PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage: boolean;
  @Field(() => Boolean)
  readonly hasPreviousPage: boolean;
  @Field(() => String, { nullable: true })
  readonly startCursor: string | null;
  @Field(() => String, { nullable: true })
  readonly endCursor: string | null;
}

/** The types `<name>Connection` and `<name>Edge` of a node. Once a node; resolvers return what `connection()` makes. */
export function connectionType<Node extends object>(name: string, node: ClassType<Node>): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class NodeEdge implements Edge<Node> {
    @Field(() => node)
    readonly node: Node;
    @Field(() => String)
    readonly cursor: string;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class NodeConnection implements Connection<Node> {
    @Field(() => [NodeEdge])
    readonly edges: readonly Edge<Node>[];
    @Field(() => PageInfoType)
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
