import { createPublicKey, createHmac } from 'node:crypto'
import type { AttackRow } from './attack.ts'
import {
  asking,
  asserting,
  askWithAssertion,
  basicOf,
  clientsOf,
  formRequest,
  makeAssertion,
  ownToken,
  withParameter,
} from './making/asking.ts'
import { playing } from './making/bearing.ts'
import { wanted } from './making/words.ts'

/** Against the issuer itself: its token endpoint, and what clients prove themselves with (RFC 6749 §5.2). */
export const TOKEN_ENDPOINT_ATTACKS: readonly AttackRow[] = [
  {
    id: 'te-get',
    title: 'The token endpoint is asked with GET',
    class: 'MUST',
    severity: { level: 'low', cwe: 650 },
    references: ['RFC 6749 §3.2'],
    needs: ['client'],
    expects: ['405', '400'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const form = formRequest(ownToken(client), basicOf(client))
      return { GET: changed ? { method: 'GET', query: form.body ?? '', headers: [basicOf(client)] } : form }
    }),
  },
  {
    id: 'te-duplicate-param',
    title: 'A parameter comes twice',
    class: 'MUST',
    severity: { level: 'low', cwe: 235 },
    references: ['RFC 6749 §3.2'],
    needs: ['client'],
    expects: ['400 invalid_request'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const twice = [...ownToken(client), ['grant_type', 'client_credentials'] as const]
      return { grant_type: formRequest(changed ? twice : ownToken(client), basicOf(client)) }
    }),
  },
  {
    id: 'te-two-auth-methods',
    title: 'The client proves itself in the header and in the form',
    class: 'MUST',
    severity: { level: 'low', cwe: 287 },
    references: ['RFC 6749 §2.3'],
    needs: ['client'],
    expects: ['400', '401'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const inForm = [['client_id', client.id] as const, ['client_secret', client.secret] as const]
      return { 'Basic and form': formRequest([...ownToken(client), ...(changed ? inForm : [])], basicOf(client)) }
    }),
  },
  {
    id: 'te-secret-in-query',
    title: 'The secret of the client is in the address',
    class: 'MUST',
    severity: { level: 'medium', cwe: 598 },
    references: ['RFC 6749 §2.3.1'],
    needs: ['client'],
    expects: ['400', '401'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const query = `client_id=${encodeURIComponent(client.id)}&client_secret=${encodeURIComponent(client.secret)}`
      return {
        query: changed ? { ...formRequest(ownToken(client)), query } : formRequest(ownToken(client), basicOf(client)),
      }
    }),
  },
  {
    id: 'te-assertion-audience',
    title: 'A client assertion is for the token endpoint, or for more than the issuer',
    class: 'SHOULD',
    severity: { level: 'high', cwe: 863 },
    references: ['7523bis (aud must be the issuer alone)', 'CVE-2025-27370'],
    needs: ['client', 'assertion-audience'],
    expects: ['401 invalid_client'],
    make: asserting(({ target }) => {
      const endpoint = wanted(target.endpoints, 'the addresses of the issuer').token
      return {
        'the token endpoint': { claims: { aud: endpoint } },
        'two of them': { claims: { aud: [target.issuer, endpoint] } },
      }
    }),
  },
  {
    id: 'te-assertion-replay',
    title: 'A client assertion comes twice',
    class: 'MUST',
    severity: { level: 'high', cwe: 294 },
    references: ['RFC 7523 §3 item 7'],
    needs: ['client'],
    expects: ['401 invalid_client'],
    make: playing(async (world, changed) => {
      const [client] = clientsOf(world)
      const first = await makeAssertion(world, client)
      const second = changed ? first : await makeAssertion(world, client)
      const preparation = { ...askWithAssertion(client, first), preparation: true } as const
      return { steps: [preparation, askWithAssertion(client, second)], tokens: [] }
    }),
  },
  {
    id: 'te-assertion-sub',
    title: 'A client assertion is about another client than the one that made it',
    class: 'MUST',
    severity: { level: 'critical', cwe: 287 },
    references: ['RFC 7523 §3 item 2B'],
    needs: ['client'],
    expects: ['401 invalid_client'],
    make: asserting((world) => ({ sub: { claims: { sub: clientsOf(world)[1].id } } })),
  },
  {
    id: 'te-assertion-other-client',
    title: 'A client assertion of one client is signed by another',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7523 §3 item 9'],
    needs: ['client'],
    expects: ['401 invalid_client'],
    make: asserting((world) => {
      const [, other] = clientsOf(world)
      return { 'the key of another': { header: { alg: other.algorithm, kid: other.kid }, sign: other.sign } }
    }),
  },
  {
    id: 'te-assertion-none',
    title: 'A client assertion is signed by nobody, or by HS256 with the public key',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7523 §3', 'RFC 8414 §2'],
    needs: ['client'],
    expects: ['401 invalid_client'],
    make: asserting((world) => {
      const { publicKey } = clientsOf(world)[0]
      const pem = createPublicKey({ key: { ...publicKey }, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
      return {
        none: { header: { alg: 'none' }, sign: () => new Uint8Array() },
        HS256: { header: { alg: 'HS256' }, sign: (text) => createHmac('sha256', pem).update(text).digest() },
      }
    }),
  },
  {
    id: 'te-scope-wide',
    title: 'The client asks for a scope that it may not have',
    class: 'MUST',
    severity: { level: 'high', cwe: 863 },
    references: ['RFC 6749 §3.3, §5.2'],
    needs: ['client'],
    expects: ['400 invalid_scope', '200'],
    watched: ['less-granted'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const wide = withParameter(ownToken(client), 'scope', client.mayNot.scope)
      return { scope: formRequest(changed ? wide : ownToken(client), basicOf(client)) }
    }),
  },
  {
    id: 'te-audience-unknown',
    title: 'The client asks for a token towards a service that it may not call',
    class: 'MUST',
    severity: { level: 'high', cwe: 863 },
    references: ['RFC 8707 §2', 'RFC 8693 §2.2.2'],
    needs: ['client'],
    expects: ['400 invalid_target'],
    make: asking('token', (world, changed) => {
      const [client] = clientsOf(world)
      const foreign = withParameter(ownToken(client), 'audience', client.mayNot.audience)
      return { audience: formRequest(changed ? foreign : ownToken(client), basicOf(client)) }
    }),
  },
]
