import { jsonNumber } from '../wire/decimal.ts';
import { CaseTransition, Chargeback, type ChargebackReason, DisputeCase } from '../wire/disputes.ts';
import { ChargebackTransition } from '../wire/transitions.ts';
import { type Calls, checked, segment } from './calls.ts';
import type * as Requests from './dispute-requests.ts';

const checks = {
  chargeback: checked(Chargeback),
  transition: checked(ChargebackTransition),
  dispute: checked(DisputeCase),
  caseTransition: checked(CaseTransition),
};

/** Disputes in both models: `chargebacks` is the older, `cases` the newer one (wire-format §15). */
export function disputeCalls(calls: Calls) {
  const credit = (token: string, which: 'grantprovisionalcredit' | 'reverseprovisionalcredit') =>
    calls.once('PUT', `/chargebacks/${segment(token)}/${which}`, {}, checks.chargeback);
  return {
    chargebacks: {
      create: (body: Requests.CreateChargeback) =>
        calls.create('/chargebacks', { ...body, amount: jsonNumber(body.amount) }, checks.chargeback),
      get: (token: string) => calls.get(`/chargebacks/${segment(token)}`, checks.chargeback),
      list: (filter?: Requests.ChargebackFilter) => calls.list('/chargebacks', checks.chargeback, { ...filter }),
      update: (token: string, body: { readonly reason_description: ChargebackReason }) =>
        calls.put(`/chargebacks/${segment(token)}`, body, checks.chargeback),
      /** Moves money, and has no token: never repeated by itself. Read the chargeback before asking again. */
      grantProvisionalCredit: (token: string) => credit(token, 'grantprovisionalcredit'),
      reverseProvisionalCredit: (token: string) => credit(token, 'reverseprovisionalcredit'),
      move: ({ amount, ...body }: Requests.MoveChargeback) =>
        calls.create(
          '/chargebacks/transitions',
          { ...body, ...(amount === undefined ? {} : { amount: jsonNumber(amount) }) },
          checks.transition,
        ),
      getTransition: (token: string) => calls.get(`/chargebacks/transitions/${segment(token)}`, checks.transition),
      transitions: (token: string) => calls.list(`/chargebacks/${segment(token)}/transitions`, checks.transition),
    },
    cases: {
      create: (body: Requests.CreateCase) => calls.create('/cases', caseBody(body), checks.dispute),
      get: (token: string) => calls.get(`/cases/${segment(token)}`, checks.dispute),
      list: (filter?: Requests.CaseFilter) => calls.list('/cases', checks.dispute, { ...filter }),
      /** The body is unconfirmed (§15.2). */
      update: (token: string, body: Readonly<Record<string, unknown>>) => calls.put(`/cases/${segment(token)}`, body, checks.dispute),
      /** `CHARGEBACK_NO_CREDIT` is the one action whose name is known (§15.2). */
      act: (token: string, body: { readonly token?: string; readonly action: string }) =>
        calls.create(`/cases/${segment(token)}/transitions`, body, checks.caseTransition),
      transitions: (token: string) => calls.list(`/cases/${segment(token)}/transitions`, checks.caseTransition),
      disputeTransitions: (token: string) => calls.list(`/cases/${segment(token)}/disputetransitions`, checks.caseTransition),
    },
  };
}

function caseBody({ dispute_details: details, ...body }: Requests.CreateCase) {
  return { ...body, dispute_details: { ...details, dispute_amount: jsonNumber(details.dispute_amount) } };
}
