import { mutantsOf } from './mutant.ts'

const ROOM = 'jwt-factory/provider'
const STATE = [`${ROOM}/state/state-space.test.ts`]
const BEGUN = [`${ROOM}/begun-logins.test.ts`]
const TWICE = [`${ROOM}/used-twice.test.ts`]
const BROWSERS = [`${ROOM}/browser-attacks.test.ts`]
const REFUSED = [`${ROOM}/refused-logins.test.ts`]
const CHANGED = [`${ROOM}/changed-person.test.ts`]

/** What the OpenID provider of the factory believes, keeps and forgets. */
export const PROVIDER_MUTANTS = [
  ...mutantsOf(`${ROOM}/state/state-space.ts`, STATE, [
    ['one person fills a room', ["'accountId' in payload ? payload.accountId : undefined", "'accountId' in payload && undefined"]], // prettier-ignore
    ['a room has no end', ['(held?.bytes ?? Infinity) + length > mostBytes ||', 'false ||']],
    ['strangers lose their places at once', ['entry.writtenAt < now - OWN_PLACE', 'entry.writtenAt <= now']],
  ]),
  ...mutantsOf(`${ROOM}/state/begun-logins.ts`, BEGUN, [
    ['the cookie of one login opens another', ['kept?.uid === `${name} ${uid}` && kept.until', 'kept && kept.until']],
    ['browsers are given what they cannot keep', ['name.length + text.length > LONGEST_BEGUN', 'false']],
  ]),
  ...mutantsOf(
    `${ROOM}/asked-by-form.ts`,
    [`${ROOM}/asked-by-form.test.ts`],
    [
      ['a form leads to an address that nobody takes', ['if (asked.length + request.path.length >= LONGEST_LOGIN_ADDRESS)', 'if (!asked)']], // prettier-ignore
    ],
  ),
  ...mutantsOf(
    'core/http/cors.ts',
    ['tests/guarded-routes.test.ts'],
    [['a script of another page is led on like a form', ['(leadsOn && isSentForm(request))', 'leadsOn']]],
  ),
  ...mutantsOf(`${ROOM}/state/provider-state.ts`, BEGUN, [
    ['strangers fill the store by beginning', ['} else if (!(await begun.give(uid, stored, end)))', '} else']],
    ['a password that was right stays in the browser', ['if (hasLoggedIn(payload)) {', 'if (!payload) {']],
  ]),
  ...mutantsOf(
    `${ROOM}/state/provider-state.ts`,
    [`${ROOM}/state/provider-state.test.ts`],
    [
      ['of many who come at once with a code, all get tokens', ['found.payload.consumed !== undefined', 'false']],
      ['what a code that comes twice has opened stays open', ['await revoke(found.payload.grantId)', '']],
    ],
  ),
  ...mutantsOf(`${ROOM}/state/provider-state.ts`, TWICE, [
    ['a session is kept by what opens it', ["hash('sha256', `${kind} ${id}`, 'base64url')", '`${kind} ${id}`']],
  ]),
  ...mutantsOf(
    `${ROOM}/open-before.ts`,
    [`${ROOM}/open-before.test.ts`],
    [['what nobody waits for is used up', ['if (!response.closed) next()', 'next()']]],
  ),
  ...mutantsOf(`${ROOM}/interaction.ts`, BROWSERS, [
    ['a login is finished in any browser', ["if (begun.uid === request.params['uid']) return begun", 'return begun']],
  ]),
  ...mutantsOf(`${ROOM}/own-provider.ts`, BROWSERS, [
    ['the host that somebody names is believed', ["Object.defineProperty(this, 'OIDCContext'", "Object.defineProperty({}, 'OIDCContext'"], ['Object.defineProperty(this.request, name', 'Object.defineProperty({}, name']], // prettier-ignore
  ]),
  ...mutantsOf(`${ROOM}/provider-configuration.ts`, REFUSED, [
    ['codes are given without a challenge', ['pkce: { required: () => true }', 'pkce: { required: () => false }']],
    ['tokens are for whoever is named', ['if (resource !== audience && !mayHave(client.clientId, resource))', 'if (resource === "")']], // prettier-ignore
  ]),
  ...mutantsOf(`${ROOM}/accounts.ts`, CHANGED, [
    ['a login outlives its password', ['mark !== undefined && mark !== loginMark(person)', 'false']],
  ]),
]
