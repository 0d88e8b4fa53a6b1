import { fromAdminAddresses } from './access/admin-addresses.ts';
import { looksLikeKey } from './api-keys/api-key.ts';
import { ApiKeys } from './api-keys/api-keys.ts';
import type { Foundation } from './foundation.ts';
import { RequestRates } from './http/request-rates.ts';
import { InvitationLinks } from './people/accept-invitation.ts';
import { CompanySignIn } from './people/company-sign-in/company-sign-in.ts';
import { domainRecords } from './people/company-sign-in/domain-records.ts';
import { OpenId } from './people/company-sign-in/openid.ts';
import { ProviderService } from './people/company-sign-in/provider.service.ts';
import { Assertions } from './people/passkeys/assertions.ts';
import { PasskeyProof } from './people/passkeys/passkey-proof.ts';
import { PasskeySignIn } from './people/passkeys/passkey-sign-in.ts';
import { relyingPartyOf } from './people/passkeys/relying-party.ts';
import { PasswordResets } from './people/password-reset.ts';
import { AccessTokens } from './people/sign-in/access-token.ts';
import { Challenges } from './people/sign-in/challenge.ts';
import { KnownDevices } from './people/sign-in/known-device.ts';
import { MailTokens } from './people/sign-in/mail-token.ts';
import { PasswordVerifier } from './people/sign-in/password.ts';
import { RefreshTokens } from './people/sign-in/refresh-token.ts';
import { SessionStore } from './people/sign-in/session-store.ts';
import { SessionWatch } from './people/sign-in/session-watch.ts';
import { Sessions } from './people/sign-in/sessions.ts';
import { SignIn } from './people/sign-in/sign-in.ts';
import { StepUp } from './people/sign-in/step-up.ts';
import { outgoing } from './platform/outgoing.ts';

export type Entrance = ReturnType<typeof openEntrance>;

/** The ways in, of people and of API keys: who it is that asks, and how often they may. */
export function openEntrance({ config, clock, log, redis, database, sealer }: Foundation) {
  const store = new SessionStore(redis, log);
  const accessTokens = new AccessTokens(config.tokenSecret, clock);
  const refreshTokens = new RefreshTokens(Buffer.from(config.tokenSecret));
  const sessions = new Sessions({ database, clock, accessTokens, refreshTokens, store });
  const passwords = new PasswordVerifier();
  const entry = { database, clock, sealer, passwords, sessions };
  const tokens = new MailTokens(config.tokenSecret);
  const invitations = new InvitationLinks({ database, sealer, tokens, passwords });
  const challenges = new Challenges(config.tokenSecret, clock);
  const signIn = new SignIn({ ...entry, challenges, devices: new KnownDevices(config.tokenSecret) });
  const relyingParty = relyingPartyOf(config.publicUrl);
  const assertions = new Assertions({ database, relyingParty });
  const openId = new OpenId(outgoing({ allowed: config.outgoingAllowedIps }), clock);
  const records = domainRecords(config.dnsServers);
  const keys = new ApiKeys(database, new SessionStore(redis, log));
  return {
    store,
    sessions,
    sessionWatch: new SessionWatch(database, store),
    tokens,
    resets: new PasswordResets({ database, sealer, tokens, store }),
    invitations,
    signIn,
    stepUp: new StepUp(entry),
    relyingParty,
    passkeySignIn: new PasskeySignIn({ database, signIn, challenges, assertions }),
    passkeyProof: new PasskeyProof({ sessions, assertions }),
    companySignIn: new CompanySignIn({ database, sealer, sessions, invitations, openId, publicUrl: config.publicUrl }),
    records,
    providers: new ProviderService({ database, sealer, openId, store, records }),
    rates: new RequestRates({ redis, clock, log }, config.requestsPerMinute),
    /** Who shows this access token or API key; null when it is not good. */
    authenticate: fromAdminAddresses(
      (token, ip) => (looksLikeKey(token) ? keys.authenticate(token, ip) : sessions.authenticate(token)),
      config.adminAllowedIps,
    ),
  };
}
