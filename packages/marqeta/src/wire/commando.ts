import { Type } from 'typebox';
import { Flag, open, sparse, Text, Time, Token } from './schema.ts';

/** When and how Marqeta approves on our behalf (wire-format §8). */
export const CommandoMode = open(
  { token: Token },
  {
    program_gateway_funding_source_token: Text,
    current_state: sparse({ commando_enabled: Flag, channel: Text, reason: Text, username: Text }),
    commando_mode_enables: sparse({
      program_funding_source: Text,
      velocity_controls: Type.Array(Text),
      auth_controls: Type.Array(Text),
      ignore_card_suspended_state: Flag,
    }),
    real_time_standin_criteria: sparse({
      enabled: Flag,
      include_connection_errors: Flag,
      include_response_timeouts: Flag,
      include_application_errors: Flag,
    }),
    created_time: Time,
    last_modified_time: Time,
  },
);
export type CommandoMode = Type.Static<typeof CommandoMode>;

/** That it was turned on or off. `name` is who did it. */
export const CommandoTransition = open(
  { token: Token },
  {
    commando_mode_token: Text,
    transition: sparse({ commando_enabled: Flag, channel: Text, reason: Text, username: Text }),
    name: Text,
    created_time: Time,
  },
);
export type CommandoTransition = Type.Static<typeof CommandoTransition>;
