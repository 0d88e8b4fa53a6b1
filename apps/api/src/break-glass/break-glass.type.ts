import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../platform/graphql/scalars.ts';

@ObjectType('BreakGlassReading', {
  simpleResolvers: true,
  description:
    "An operator's look at a company's data: read only, for a reason, for half an hour at most. Each thing read is in the company's log.",
})
export class BreakGlassReadingType {
  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => ID, { description: 'UUID of the company that is read.' })
  readonly companyId: string;
  @Field(() => String, { description: 'Its name.' })
  readonly companyName: string;
  @Field(() => String, { description: 'Who reads.' })
  readonly operatorName: string;
  @Field(() => String, { description: 'Why, in their own words.' })
  readonly reason: string;
  @Field(() => DateTime, { description: 'When it began.' })
  readonly startedAt: Date;
  @Field(() => DateTime, { description: 'When it ends by itself, or would have.' })
  readonly expiresAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'When somebody ended it before that.' })
  readonly endedAt: Date | null;
  @Field(() => Boolean, { description: 'Whether it goes on now.' })
  readonly isOpen: boolean;
  /** For the resolver of who ended it. */
  readonly endedBy: string | null;
}

@ObjectType('ReadingOfViewer', { simpleResolvers: true, description: 'The reading that makes an operator a reader of a company.' })
export class ReadingOfViewerType {
  @Field(() => ID, { description: 'UUID of the reading.' })
  readonly id: string;
  @Field(() => DateTime, { description: 'When it ends by itself.' })
  readonly expiresAt: Date;
}

@ObjectType('BreakGlassCompany', { simpleResolvers: true, description: 'A company of the installation, by its name alone.' })
export class BreakGlassCompanyType {
  @Field(() => ID, { description: 'UUID.' })
  readonly id: string;
  @Field(() => String, { description: 'As the company calls itself.' })
  readonly name: string;
}

@InputType({ description: 'To read a company as an operator.' })
export class StartBreakGlassInput {
  @Field(() => String, { description: 'The same key again gives the first answer; with another input it is refused.' })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'The company.' })
  readonly companyId: string;
  @Field(() => String, { description: "Why, in 3 to 500 characters. The company's admins are told it at once." })
  readonly reason: string;
}

@InputType({ description: 'To end a reading before it expires. To end it twice is to end it once.' })
export class EndBreakGlassInput {
  @Field(() => ID, { description: 'The reading.' })
  readonly readingId: string;
}
