import { Buffer } from 'node:buffer'
import type { Response } from 'supertest'
import type { Claims } from '#core/token/claims'
import { JWT_BEARER } from '../oauth-uris.ts'
import { assertion, assertionForm, basic, type Form, type TestIssuer } from '../test-issuer.ts'

export const CC = { grant_type: 'client_credentials' }

export const ask = (factory: TestIssuer, form: Form, client = 'servicea', path = '/token') =>
  factory.post(path, form, client)
export const nobody = (factory: TestIssuer, form: Form = CC, path = '/token') => factory.post(path, form)

const ofNobody = (factory: TestIssuer) => assertion(factory, 'nobody', {}, factory.keyOf['servicea'], 'JWT')

const json = (factory: TestIssuer, text: string) => factory.http.post('/token').type('json').send(text)

const base64 = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const MANY = Array.from({ length: 2000 }, (_, at): [string, string] => [`p${at}`, 'x'])
const NO_UTF8 = Buffer.from([0x61, 0x3d, 0xff])

/** A request that is refused: how it is asked, and what its refusal says. */
export const FAULTY_REQUESTS: [string, (factory: TestIssuer) => PromiseLike<Response>, RegExp][] = [
  ['too many parameters', (factory) => ask(factory, MANY), /parameters/],
  [
    'a long scope',
    (factory) => ask(factory, { ...CC, scope: 'a'.repeat(5000) }),
    /parameter scope must have 4000 char/,
  ],
  [
    'a long lifetime',
    (factory) => ask(factory, { ...CC, lifetime: '9999' }),
    /^invalid_request .*parameter lifetime must be a number of seconds from 1 to 3600/,
  ],
  [
    'two lifetimes',
    (factory) => ask(factory, { ...CC, lifetime: '60' }, 'servicea', '/token?lifetime=60'),
    /^invalid_request .*parameter lifetime must come only once/,
  ],
  ['no grant_type', (factory) => ask(factory, {}), /^invalid_request .*parameter grant_type is required/],
  [
    'another grant',
    (factory) => ask(factory, { grant_type: 'password' }),
    /^unsupported_grant_type .*grant_type must be one of client_cred/,
  ],
  [
    'a parameter twice',
    (factory) => ask(factory, [...Object.entries(CC), ['scope', 'a'], ['scope', 'a']]),
    /parameter scope must come only once/,
  ],
  [
    'an odd name twice',
    (factory) => ask(factory, [...Object.entries(CC), ['eyJ.x', 'a'], ['eyJ.x', 'a']]),
    /parameter \(with an unknown name\)/,
  ],
  ['another type of body', (factory) => nobody(factory).type('text/plain'), /type must say so, or application\/json$/],
  ['no JSON', (factory) => json(factory, '{'), /^invalid_request The body is refused: the text is not JSON/],
  ['no object', (factory) => json(factory, '[]'), /^invalid_request The body must be a JSON object/],
  ['a number', (factory) => json(factory, '{"scope": 7}'), /^invalid_request The parameter scope must be a text$/],
  ['a login without a type', (factory) => factory.http.get('/authorize'), /parameter response_type is required, once/],
  [
    'a login',
    (factory) => factory.http.get('/authorize?response_type=code'),
    /^unsupported_response_type The parameter response_type must be none/,
  ],
  [
    'no UTF-8',
    (factory) =>
      nobody(factory)
        .serialize((bytes: Buffer) => bytes as never)
        .send(NO_UTF8 as never),
    /body must be UTF-8/,
  ],
  [
    'a secret in the address',
    (factory) => nobody(factory, CC, '/token?client_secret=hidden'),
    /client_secret must not be in the address/,
  ],
  [
    'no credentials',
    (factory) => nobody(factory),
    /^invalid_client .*needs .*Authorization.*client_secret.*client_assertion/,
  ],
  [
    'two kinds',
    (factory) => ask(factory, { ...CC, client_id: 'servicea', client_secret: 'hidden' }),
    /^invalid_request .*Choose one/,
  ],
  [
    'a client_id of another',
    (factory) => ask(factory, { ...CC, client_id: 'serviceb' }),
    /client_id must name the client of the cred/,
  ],
  [
    'two headers',
    (factory) => nobody(factory).set({ authorization: [base64('a:b'), base64('a:b')] } as never),
    /Authorization must come only once/,
  ],
  [
    'another scheme',
    (factory) => nobody(factory).set('authorization', 'Bearer hidden'),
    /Authorization must be of scheme Basic/,
  ],
  [
    'no pair',
    (factory) => nobody(factory).set('authorization', base64('hidden')),
    /Authorization must be base64 of id:secret/,
  ],
  [
    'no client_id',
    (factory) => nobody(factory, { ...CC, client_secret: 'hidden' }),
    /client_id is required with client_secret/,
  ],
  [
    'a wrong secret',
    (factory) => nobody(factory).set('authorization', basic('servicea', 'hidden')),
    /client_id.*client_secret/,
  ],
  [
    'half an assertion',
    (factory) => nobody(factory, { ...CC, client_assertion: 'hidden' }),
    /client_assertion_type go together/,
  ],
  [
    'another kind',
    (factory) => nobody(factory, { ...CC, client_assertion: 'x', client_assertion_type: 'y' }),
    /_type must be urn:ietf/,
  ],
  [
    'no such client',
    async (factory) => nobody(factory, { ...CC, ...assertionForm(await ofNobody(factory)) }),
    /client_id, or the claim sub, names is unknown here, or the client_assertion is not signed/,
  ],
  [
    'an assertion alone',
    async (factory) => nobody(factory, { grant_type: JWT_BEARER, assertion: await ofNobody(factory) }),
    /^invalid_client .*assertion alone does not do.*client_id, or the claim iss.*assertionAlone/,
  ],
  ['no scope', (factory) => ask(factory, { ...CC, scope: 'a  b' }), /^invalid_scope .*parameter scope must be words/],
  [
    'too much scope',
    (factory) => ask(factory, { ...CC, scope: 'all' }),
    /^invalid_scope .*scope.*no more than.*orders.read, orders.write/,
  ],
  ['no URI', (factory) => ask(factory, { ...CC, resource: 'x' }), /^invalid_target .*resource must be an absolute URI/],
  [
    'two audiences',
    (factory) => ask(factory, [...Object.entries(CC), ['audience', 'a'], ['audience', 'b']]),
    /audience and resource must name one/,
  ],
  [
    'a foreign audience',
    (factory) => ask(factory, { ...CC, audience: 'hidden' }),
    /^invalid_target .*audience.*must be one of: serviceb/,
  ],
  ['none of several', (factory) => ask(factory, CC, 'serviceb'), /audience.*must choose one of: servicec, https/],
  [
    'nobody to call',
    (factory) => ask(factory, CC, 'servicec'),
    /^invalid_target The client may call nobody: it has no audiences/,
  ],
  ['no token', (factory) => ask(factory, {}, 'servicea', '/revoke'), /parameter token is required/],
]

/** What can be wrong with a token that was presented, and what its refusal says. */
export const FAULTS: [string, Claims, RegExp][] = [
  ['expired', { exp: 1000, iat: 900 }, /has expired: the claim exp must lie ahead, it is 1970-01-01T00:16:40/],
  ['not active', { nbf: 4e9 }, /the claim nbf must not lie ahead, it is 2096/],
  ['from the future', { iat: 4e9, exp: 4e9 + 9 }, /the claim iat must not lie ahead/],
  ['too long a life', { exp: 4e9 }, /from iat to exp must be \d+ s or less/],
  ['an odd claim', { scope: 7 }, /the claim scope must be a text/],
  ['an odd actor', { act: 'a' }, /the claim act must be an object/],
  ['no id', { jti: undefined as never }, /the claim jti must be there/],
  ['bound', { cnf: {} }, /the claim cnf must not be there/],
  ['another issuer', { iss: 'https://hidden.test' }, /the claim iss must be (?:https:\/\/factory\.test|servicea)/],
  ['another audience', { aud: 'hidden' }, /the claim aud must be (?:https:\/\/factory\.test|serviceb)/],
]
