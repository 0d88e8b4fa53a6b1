import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { installation, may } from '../access/policy.ts';
import { signedIn } from '../access/viewer.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import { SanctionsListType } from '../sanctions/hit.type.ts';
import { healthOfList } from '../sanctions/list-store.ts';

@ObjectType('Installation', { simpleResolvers: true, description: 'How the installation does, for who runs it.' })
export class InstallationType {
  @Field(() => Int, { description: 'How many companies it has.' })
  readonly companies: number;
  @Field(() => Int, { description: 'Messages of Marqeta that wait to be applied.' })
  readonly inboxPending: number;
  @Field(() => Int, { description: 'Messages that failed alone and wait for somebody to look at them.' })
  readonly inboxSetAside: number;
  @Field(() => Int, { description: 'Background jobs that wait, run, or are to be tried again.' })
  readonly jobsPending: number;
  @Field(() => Int, { description: 'Jobs that were given up.' })
  readonly jobsFailed: number;
  @Field(() => Int, { description: 'Approvals of all companies without a word from Marqeta, about which it is asked.' })
  readonly unconfirmedApprovals: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when the oldest of them has been asked about.' })
  readonly unconfirmedSince: Date | null;
  @Field(() => Boolean, { description: 'Whether Marqeta answers: asked within the last seconds, and given two seconds.' })
  readonly issuerReachable: boolean;
  @Field(() => SanctionsListType, {
    nullable: true,
    description: 'The list with which companies and people are compared; null when there was never one.',
  })
  readonly sanctionsList: SanctionsListType | null;
  @Field(() => String, { description: 'Of the software that answers.' })
  readonly version: string;
}

/** What is asked of the outside for the operator's page. */
export type InstallationNeeds = {
  /** Whether Marqeta answers; does not throw. */
  readonly issuerReachable: () => Promise<boolean>;
  readonly version: string;
};

type Counts = { companies: string; jobs_pending: string; jobs_failed: string; pending: string; set_aside: string } & {
  unconfirmed: string;
  unconfirmed_since: Date | null;
};

@Resolver()
export class InstallationResolver {
  constructor(private readonly needs: InstallationNeeds) {}

  @Query(() => InstallationType, { nullable: true, description: 'Health of the installation. Operator only.' })
  async installation(@Ctx() context: GraphQLContext): Promise<InstallationType | null> {
    if (!may(signedIn(context.viewer), 'installation.see', installation)) return null;
    const manager = await context.read();
    const [[counts], sanctionsList, issuerReachable] = await Promise.all([
      manager.query<Counts[]>(`SELECT * FROM installation_counts(), inbox_counts(), orphan_hold_counts()`),
      healthOfList(manager),
      this.needs.issuerReachable(),
    ]);
    if (counts === undefined) throw new Error('the installation has no counts');
    return {
      companies: Number(counts.companies),
      inboxPending: Number(counts.pending),
      inboxSetAside: Number(counts.set_aside),
      jobsPending: Number(counts.jobs_pending),
      jobsFailed: Number(counts.jobs_failed),
      unconfirmedApprovals: Number(counts.unconfirmed),
      unconfirmedSince: counts.unconfirmed_since,
      issuerReachable,
      sanctionsList,
      version: this.needs.version,
    };
  }
}
