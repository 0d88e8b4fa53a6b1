import { Type } from 'typebox';
import { Anything, Flag, Loose, Metadata, open, sparse, Text, Time, Token } from './schema.ts';
import { HolderBalance } from './transaction.ts';

/** Wire-format §4. */
export const CardProduct = open(
  { token: Token, name: Text },
  { start_date: Text, end_date: Text, active: Flag, config: Anything, created_time: Time, last_modified_time: Time },
);
export type CardProduct = Type.Static<typeof CardProduct>;

/** The gateway that Marqeta asks (§6.1). */
export const ProgramGateway = open(
  { token: Token },
  {
    name: Text,
    url: Text,
    active: Flag,
    basic_auth_username: Text,
    timeout_millis: Loose,
    custom_header: Metadata,
    use_mtls: Flag,
    account: Text,
    version: Text,
    created_time: Time,
    last_modified_time: Time,
  },
);
export type ProgramGateway = Type.Static<typeof ProgramGateway>;

/** What Commando mode pays from (§6.2). */
export const ProgramFundingSource = open(
  { token: Token },
  { name: Text, active: Flag, account: Text, created_time: Time, last_modified_time: Time },
);
export type ProgramFundingSource = Type.Static<typeof ProgramFundingSource>;

/** §14.1; user name, password and secret come masked. */
export const Webhook = open(
  { token: Token },
  {
    name: Text,
    active: Flag,
    events: Type.Array(Text),
    config: sparse({
      url: Text,
      basic_auth_username: Text,
      basic_auth_password: Text,
      secret: Text,
      signature_algorithm: Text,
      custom_header: Metadata,
      use_mtls: Flag,
    }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type Webhook = Type.Static<typeof Webhook>;

/** §6.4. */
export const Balances = open({ gpa: HolderBalance }, { links: Type.Array(Type.Unknown()) });
export type Balances = Type.Static<typeof Balances>;

/** §1.15. */
export const Pong = open({ success: Flag }, { version: Text, revision: Text, timestamp: Text, env: Text, id: Text });
export type Pong = Type.Static<typeof Pong>;

/** §1.13; anything else may come instead. */
export const ErrorBody = sparse({ error_code: Text, error_message: Text });

/** One page of a list (§1.10). */
export interface Page<T> {
  readonly count: number;
  readonly start_index: number;
  readonly end_index: number;
  readonly is_more: boolean;
  readonly data: readonly T[];
}
export const AnyPage = open(
  { data: Type.Array(Type.Unknown()) },
  { count: Type.Number(), start_index: Type.Number(), end_index: Type.Number(), is_more: Flag },
);
