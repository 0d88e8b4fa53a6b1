import { CommandoMode, CommandoTransition } from '../../wire/commando.ts';
import { Balances, ProgramFundingSource } from '../../wire/resources.ts';
import { FundingOrder } from '../../wire/transaction.ts';
import { present, some } from '../match.ts';
import type { Chapter, Row } from '../row.ts';

const RESERVE = { token: '$reserve', name: 'Contract reserve', active: true };
const LOAD = { token: '$load', user_token: '$saver', amount: 100, currency_code: 'USD', funding_source_token: '$reserve', memo: 'July' };

const balanceIs = (what: string, available: number): Row => ({
  what,
  cites: '§6.4',
  call: 'GET /balances/{token}',
  at: ['$saver'],
  status: 200,
  is: Balances,
  like: { gpa: { currency_code: 'USD', ledger_balance: available, available_balance: available } },
});

/** Wire-format §6.2, §6.3. */
export const loads: Chapter = {
  title: 'a load',
  rows: [
    {
      what: 'has a holder',
      cites: '§2',
      call: 'POST /users',
      body: { token: '$saver', first_name: 'Rosa', last_name: 'Lima' },
      status: 201,
    },
    {
      what: 'is paid from a programme funding source',
      cites: '§6.2',
      call: 'POST /fundingsources/program',
      body: RESERVE,
      status: 201,
      is: ProgramFundingSource,
      like: { token: '$reserve', name: 'Contract reserve', active: true, account: present },
    },
    {
      what: 'is paid from a source that is made once',
      cites: '§1.9',
      call: 'POST /fundingsources/program',
      body: { ...RESERVE, name: 'Other' },
      status: 409,
    },
    {
      what: 'has its source read',
      cites: '§6.2',
      call: 'GET /fundingsources/program/{token}',
      at: ['$reserve'],
      status: [200, 201],
      is: ProgramFundingSource,
      like: { token: '$reserve' },
    },
    {
      what: 'is done at once',
      cites: '§6.3',
      call: 'POST /gpaorders',
      body: LOAD,
      status: 201,
      is: FundingOrder,
      like: {
        token: '$load',
        amount: 100,
        user_token: '$saver',
        state: 'COMPLETION',
        transaction_token: present,
        response: { code: '0000' },
      },
    },
    {
      what: 'of another amount under its token is a conflict',
      cites: '§1.9',
      call: 'POST /gpaorders',
      body: { ...LOAD, amount: 90 },
      status: 409,
    },
    {
      what: 'from a source that is not there is refused',
      cites: '§6.3',
      call: 'POST /gpaorders',
      body: { ...LOAD, token: '$lost', funding_source_token: '$elsewhere' },
      status: 400,
    },
    balanceIs('can be spent', 100),
    {
      what: 'is read',
      cites: '§6.3',
      call: 'GET /gpaorders/{token}',
      at: ['$load'],
      status: 200,
      is: FundingOrder,
      like: { token: '$load', amount: 100 },
    },
    { what: 'that is not there is not found', cites: '§1.13', call: 'GET /gpaorders/{token}', at: ['$never'], status: 404 },
    {
      what: 'is given back in part',
      cites: '§6.3',
      call: 'POST /gpaorders/unloads',
      body: { token: '$unload', original_order_token: '$load', amount: 40 },
      status: 201,
      is: FundingOrder,
      like: { token: '$unload', amount: 40, original_order_token: '$load', transaction_token: present },
    },
    {
      what: 'is not given back beyond what was loaded',
      cites: '§6.3',
      call: 'POST /gpaorders/unloads',
      body: { token: '$toomuch', original_order_token: '$load', amount: 61 },
      status: 412,
    },
    {
      what: 'that nobody made is not given back',
      cites: '§6.3',
      call: 'POST /gpaorders/unloads',
      body: { token: '$nothing', original_order_token: '$never', amount: 1 },
      status: 404,
    },
    {
      what: 'has its unloads listed',
      cites: '§6.3',
      call: 'GET /gpaorders/unloads',
      query: { original_order_token: '$load' },
      status: 200,
      pageOf: FundingOrder,
      like: { data: some({ token: '$unload' }) },
    },
    {
      what: 'has its unload read',
      cites: '§6.3',
      call: 'GET /gpaorders/unloads/{unload_token}',
      at: ['$unload'],
      status: 200,
      is: FundingOrder,
      like: { token: '$unload' },
    },
    balanceIs('is there without what was given back', 60),
  ],
  closing: [
    {
      what: 'has its holder closed',
      cites: '§2.7',
      call: 'POST /usertransitions',
      body: { user_token: '$saver', status: 'CLOSED', reason_code: '01', channel: 'API' },
      status: 201,
    },
  ],
};

/** Wire-format §6.5. */
export const fees: Chapter = {
  title: 'a fee',
  rows: [
    {
      what: 'is defined',
      cites: '§6.5',
      call: 'POST /fees',
      body: { token: '$fee', name: 'Contract fee', amount: 5, currency_code: 'USD', type: 'FLAT', category: 'STANDALONE' },
      status: 201,
      like: { token: '$fee', amount: 5, active: true },
    },
    { what: 'is listed', cites: '§6.5', call: 'GET /fees', query: { count: 100 }, status: 200, like: { data: some({ token: '$fee' }) } },
    {
      what: 'is charged',
      cites: '§6.5',
      call: 'POST /feecharges',
      body: { token: '$charge', user_token: '$saver', fees: [{ token: '$fee' }] },
      status: 201,
      like: { token: '$charge', user_token: '$saver', fees: some({ fee: { token: '$fee' }, transaction_token: present }) },
      keep: { charged: 'fees.0.transaction_token' },
    },
    {
      what: 'is read as it was charged',
      cites: '§6.5',
      call: 'GET /feecharges/{token}',
      at: ['$charge'],
      status: 200,
      like: { token: '$charge' },
    },
    balanceIs('is taken from the account', 55),
    {
      what: 'that nobody defined is not charged',
      cites: '§6.5',
      call: 'POST /feecharges',
      body: { token: '$unknown', user_token: '$saver', fees: [{ token: '$undefined' }] },
      status: 400,
    },
    {
      what: 'is given back',
      cites: '§6.5',
      call: 'POST /feerefunds',
      body: { original_fee_transaction_token: '$charged' },
      status: 201,
      like: { user_token: '$saver' },
    },
    balanceIs('is there again', 60),
  ],
};

const PROGRAMME_MANAGER = 'only programme managers may set Commando Mode up';

/** Wire-format §8. */
export const commandoModes: Chapter = {
  title: 'Commando Mode',
  rows: [
    {
      what: 'is set up for a gateway',
      cites: '§8',
      call: 'POST /commandomodes',
      body: {
        token: '$commando',
        program_gateway_funding_source_token: '$gateway',
        commando_mode_enables: { program_funding_source: '$reserve' },
        real_time_standin_criteria: { enabled: true, include_response_timeouts: true },
      },
      status: 201,
      is: CommandoMode,
      like: { token: '$commando', current_state: { commando_enabled: false } },
      emulatorOnly: PROGRAMME_MANAGER,
    },
    {
      what: 'is switched',
      cites: '§8',
      call: 'POST /commandomodes/transitions',
      body: {
        token: '$switch',
        commando_mode_token: '$commando',
        transition: { commando_enabled: false, channel: 'API', reason: 'Contract' },
      },
      status: 201,
      is: CommandoTransition,
      like: { token: '$switch', commando_mode_token: '$commando', transition: { commando_enabled: false } },
      emulatorOnly: PROGRAMME_MANAGER,
    },
    { what: 'is listed', cites: '§8', call: 'GET /commandomodes', status: 200, pageOf: CommandoMode },
    {
      what: 'is read',
      cites: '§8',
      call: 'GET /commandomodes/{token}',
      at: ['$commando'],
      status: 200,
      is: CommandoMode,
      like: { program_gateway_funding_source_token: '$gateway', real_time_standin_criteria: { include_response_timeouts: true } },
      emulatorOnly: PROGRAMME_MANAGER,
    },
    {
      what: 'has its switches listed',
      cites: '§8',
      call: 'GET /commandomodes/{commandomode_token}/transitions',
      at: ['$commando'],
      status: 200,
      pageOf: CommandoTransition,
      like: { data: some({ token: '$switch' }) },
      emulatorOnly: PROGRAMME_MANAGER,
    },
    { what: 'that is not there is not found', cites: '§1.13', call: 'GET /commandomodes/{token}', at: ['$none'], status: 404 },
  ],
};
