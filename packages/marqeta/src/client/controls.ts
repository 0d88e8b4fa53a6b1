import { AuthorizationControl, AvailableVelocity, MccGroup, MerchantExemption, MerchantGroup, VelocityControl } from '../wire/controls.ts';
import { jsonNumber } from '../wire/decimal.ts';
import { type Calls, checked, segment } from './calls.ts';
import type * as Requests from './control-requests.ts';

const checks = {
  velocity: checked(VelocityControl),
  available: checked(AvailableVelocity),
  authorization: checked(AuthorizationControl),
  exemption: checked(MerchantExemption),
  mccGroup: checked(MccGroup),
  merchantGroup: checked(MerchantGroup),
};

/** Limits and merchant lists on Marqeta's side (wire-format §7). */
export function controlCalls(calls: Calls) {
  return {
    velocityControls: {
      create: (body: Requests.CreateVelocityControl) => calls.create('/velocitycontrols', velocityBody(body), checks.velocity),
      get: (token: string) => calls.get(`/velocitycontrols/${segment(token)}`, checks.velocity),
      update: (token: string, body: Partial<Requests.CreateVelocityControl>) =>
        calls.put(`/velocitycontrols/${segment(token)}`, velocityBody(body), checks.velocity),
      /** `"null"` asks for those without (§7.1). */
      list: (filter?: { readonly card_product?: string; readonly user?: string }) =>
        calls.list('/velocitycontrols', checks.velocity, { ...filter }),
      available: (userToken: string) => calls.list(`/velocitycontrols/user/${segment(userToken)}/available`, checks.available),
      /** Switches it off; it stays there, inactive. */
      remove: (token: string) => calls.again('DELETE', `/velocitycontrols/${segment(token)}`),
    },
    authorizationControls: {
      create: (body: Requests.CreateAuthorizationControl) => calls.create('/authcontrols', body, checks.authorization),
      get: (token: string) => calls.get(`/authcontrols/${segment(token)}`, checks.authorization),
      update: (token: string, body: Partial<Requests.CreateAuthorizationControl>) =>
        calls.put(`/authcontrols/${segment(token)}`, body, checks.authorization),
      list: () => calls.list('/authcontrols', checks.authorization, undefined, 10),
    },
    merchantExemptions: {
      create: (body: Requests.CreateMerchantExemption) => calls.create('/authcontrols/exemptmids', body, checks.exemption),
      get: (token: string) => calls.get(`/authcontrols/exemptmids/${segment(token)}`, checks.exemption),
      list: () => calls.list('/authcontrols/exemptmids', checks.exemption, undefined, 10),
      setActive: (token: string, active: boolean) => calls.again('PUT', `/authcontrols/exemptmids/${segment(token)}`, { active }),
    },
    mccGroups: {
      create: (body: Requests.CreateMccGroup) => calls.create('/mccgroups', body, checks.mccGroup),
      get: (token: string) => calls.get(`/mccgroups/${segment(token)}`, checks.mccGroup),
      update: (token: string, body: Partial<Requests.CreateMccGroup>) => calls.put(`/mccgroups/${segment(token)}`, body, checks.mccGroup),
      list: () => calls.list('/mccgroups', checks.mccGroup, undefined, 10),
    },
    merchantGroups: {
      create: (body: Requests.CreateMerchantGroup) => calls.create('/merchantgroups', body, checks.merchantGroup),
      get: (token: string) => calls.get(`/merchantgroups/${segment(token)}`, checks.merchantGroup),
      update: (token: string, body: Partial<Requests.CreateMerchantGroup>) =>
        calls.put(`/merchantgroups/${segment(token)}`, body, checks.merchantGroup),
      list: () => calls.list('/merchantgroups', checks.merchantGroup, undefined, 10),
    },
  };
}

function velocityBody(body: Partial<Requests.CreateVelocityControl>) {
  return body.amount_limit === undefined ? body : { ...body, amount_limit: jsonNumber(body.amount_limit) };
}
