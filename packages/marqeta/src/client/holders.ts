import { Business, BusinessTransition, User, UserTransition } from '../wire/holder.ts';
import { AccountHolderGroup, Kyc } from '../wire/verification.ts';
import { type Calls, checked, segment } from './calls.ts';
import type { Query } from './http.ts';
import type * as Requests from './requests.ts';

const checks = {
  user: checked(User),
  userTransition: checked(UserTransition),
  business: checked(Business),
  businessTransition: checked(BusinessTransition),
  kyc: checked(Kyc),
  group: checked(AccountHolderGroup),
};

/** Who holds cards and money: users, businesses, their groups and their verification (wire-format §2, §3). */
export function holderCalls(calls: Calls) {
  return {
    users: {
      create: (body: Requests.CreateUser) => calls.create('/users', body, checks.user),
      get: (token: string) => calls.get(`/users/${segment(token)}`, checks.user),
      update: (token: string, body: Requests.CreateUser) => calls.put(`/users/${segment(token)}`, body, checks.user),
      list: (query?: Query) => calls.list('/users', checks.user, query),
      children: (parent: string) => calls.list(`/users/${segment(parent)}/children`, checks.user),
      transition: (body: Requests.CreateUserTransition) => calls.create('/usertransitions', body, checks.userTransition),
      getTransition: (token: string) => calls.get(`/usertransitions/${segment(token)}`, checks.userTransition),
      transitions: (token: string) => calls.list(`/usertransitions/user/${segment(token)}`, checks.userTransition),
    },
    businesses: {
      create: (body: Requests.CreateBusiness) => calls.create('/businesses', body, checks.business),
      get: (token: string) => calls.get(`/businesses/${segment(token)}`, checks.business),
      update: (token: string, body: Requests.CreateBusiness) => calls.put(`/businesses/${segment(token)}`, body, checks.business),
      list: (query?: Query) => calls.list('/businesses', checks.business, query),
      transition: (body: Requests.CreateBusinessTransition) => calls.create('/businesstransitions', body, checks.businessTransition),
      getTransition: (token: string) => calls.get(`/businesstransitions/${segment(token)}`, checks.businessTransition),
      transitions: (token: string) => calls.list(`/businesstransitions/business/${segment(token)}`, checks.businessTransition),
    },
    /** A holder can be submitted twice at most, and only while UNVERIFIED or LIMITED (§3.6). */
    kyc: {
      submit: (body: Requests.SubmitKyc) => calls.create('/kyc', body, checks.kyc),
      get: (token: string) => calls.get(`/kyc/${segment(token)}`, checks.kyc),
      ofUser: (token: string) => calls.list(`/kyc/user/${segment(token)}`, checks.kyc),
      ofBusiness: (token: string) => calls.list(`/kyc/business/${segment(token)}`, checks.kyc),
    },
    accountHolderGroups: {
      create: (body: Requests.CreateAccountHolderGroup) => calls.create('/accountholdergroups', body, checks.group),
      get: (token: string) => calls.get(`/accountholdergroups/${segment(token)}`, checks.group),
      update: (token: string, body: Requests.CreateAccountHolderGroup) =>
        calls.put(`/accountholdergroups/${segment(token)}`, body, checks.group),
      list: () => calls.list('/accountholdergroups', checks.group, undefined, 10),
    },
  };
}
