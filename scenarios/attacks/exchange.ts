import type { AttackRow } from './attack.ts'
import { exchanging, type ExchangeDefect } from './making/exchanging.ts'
import { expiredSince, textInGood, wanted } from './making/words.ts'

/** Token exchange (RFC 8693): rights and life never grow, and nothing falls back to the client's own rights. */
export const EXCHANGE_ATTACKS: readonly AttackRow[] = [
  {
    id: 'xc-scope-wide',
    title: 'A larger scope is asked for than the subject token has',
    class: 'MUST',
    severity: { level: 'critical', cwe: 863 },
    references: ['Txn-Tokens 13.6', 'GHSA-vrh8-c9cm-wh8v'],
    needs: ['good-token', 'client', 'exchange'],
    expects: ['400 invalid_scope', '400 invalid_request'],
    make: exchanging((world) => [{ form: [['scope', `${textInGood(world, 'scope')} orders.admin`]] }]),
  },
  {
    id: 'xc-other-audience',
    title: 'A token towards a service is asked for that the policy does not allow',
    class: 'MUST',
    severity: { level: 'critical', cwe: 863 },
    references: ['RFC 8693 §2.2.2', 'CVE-2022-1245'],
    needs: ['good-token', 'client', 'exchange'],
    expects: ['400 invalid_target'],
    make: exchanging(({ exchange }) => [
      { form: [['audience', wanted(exchange, 'a client that may exchange tokens').forbiddenAudience]] },
    ]),
  },
  {
    id: 'xc-may-act',
    title: 'The subject token says that somebody else may act',
    class: 'MUST',
    severity: { level: 'critical', cwe: 863 },
    references: ['RFC 8693 §4.4'],
    needs: ['good-token', 'client', 'exchange', 'issuer-key'],
    expects: ['400 invalid_request'],
    make: exchanging(() => [{ subject: { claims: { may_act: { sub: 'somebody-else' } } } }]),
  },
  {
    id: 'xc-expired-subject',
    title: 'The subject token has expired',
    class: 'MUST',
    severity: { level: 'high', cwe: 613 },
    references: ['RFC 8693 §2.2.2', 'Txn-Tokens 6'],
    needs: ['good-token', 'client', 'exchange', 'issuer-key'],
    expects: ['400 invalid_request'],
    make: exchanging((world) => [{ subject: expiredSince(world, 3600) }]),
  },
  {
    id: 'xc-wrong-kind',
    title: 'The subject token is of another kind than it is said to be',
    class: 'MUST',
    severity: { level: 'high', cwe: 436 },
    references: ['RFC 8693 §2.1', 'GHSA-7fpj-9hr8-28vh', 'Txn-Tokens 13.3'],
    needs: ['good-token', 'client', 'exchange', 'issuer-key'],
    expects: ['400 invalid_request'],
    make: exchanging((world) => [
      kind('a logout token', 'logout+jwt', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }),
      kind('an ID token', 'JWT', { nonce: 'n-0S6_WzA2Mj' }),
      kind('a refresh token', 'rt+jwt', {}),
      kind('a client assertion', 'client-authentication+jwt', { iss: textInGood(world, 'sub') }),
    ]),
  },
  {
    id: 'xc-not-my-token',
    title: 'The subject token is for another service than the one that exchanges it',
    class: 'MUST',
    severity: { level: 'high', cwe: 863 },
    references: ['identity chaining 5.3', 'RFC 9700 §2.3'],
    needs: ['good-token', 'client', 'exchange', 'issuer-key'],
    expects: ['400 invalid_request'],
    make: exchanging(({ target }) => [{ subject: { claims: { aud: target.otherAudience } } }]),
  },
  {
    id: 'xc-oversized-subject',
    title: 'The subject token has five thousand characters, and is none',
    class: 'MUST',
    severity: { level: 'high', cwe: 636 },
    references: ['CVE-2026-9704'],
    needs: ['client', 'exchange'],
    expects: ['400'],
    make: exchanging(() => [{ subjectText: 'a'.repeat(5000) }]),
  },
  {
    id: 'xc-actor-type-missing',
    title: 'There is an actor token without its type, or a type without an actor token',
    class: 'MUST',
    severity: { level: 'low', cwe: 20 },
    references: ['RFC 8693 §2.1'],
    needs: ['client', 'exchange'],
    expects: ['400 invalid_request'],
    make: exchanging(() => [
      { label: 'no type', form: [['actor_token', 'abc']] },
      { label: 'no token', form: [['actor_token_type', 'urn:ietf:params:oauth:token-type:access_token']] },
    ]),
  },
]

function kind(name: string, typ: string, claims: Record<string, unknown>): ExchangeDefect {
  return { label: name, subject: { kind: name, header: { typ }, claims } }
}
