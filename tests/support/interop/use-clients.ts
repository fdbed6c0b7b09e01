import { join } from 'node:path'
import { decodeJwt, exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { expect } from 'vitest'
import type { LoneFactory } from '../lone-factory.ts'
import { ask } from '../play-all.ts'
import type { ForeignClients, ClientAccount, Used } from '../../../apps/drill/foreign-clients.ts'
import type { ClientSetting } from './client-settings.ts'
import type { Act, TokenClientRow } from './token-clients.ts'
import type { Tried } from './tried.ts'

/** What came of one of them. */
export interface Outcome {
  /** ✓ for what works, ✗ for what does not, – for what the client cannot do, or the code of the refusal that it tells. */
  mark: string
  /** In the client's own words. */
  failed?: string
}

export type Outcomes = Record<Tried, Outcome>

const SECRET = 'a-secret-of-the-tests'
/** The standard has it encoded as a form before it is put together with the client id; not everybody does (RFC 6749 §2.3.1). */
const ODD_SECRET = 'odd:secret/of+the %41 tests'

/** What the tests are registered as. */
export type Accounts = Record<'usual' | 'odd' | 'certified' | 'service', ClientAccount>

/**
 * Registers clients for the tests: one with a secret and a key of its own, one with an odd secret, one with a
 * certificate alone, and a service account.
 * @param issuer the URL of the factory, as it is set
 */
export async function registerAccounts(
  factory: LoneFactory,
  issuer: string,
  { declared, isOpen, told }: Partial<ClientSetting> = {},
): Promise<Accounts> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const common = { alg: 'ES256', use: 'sig', kid: 'tester-1' }
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), ...common }] }
  const key = { ...(await exportJWK(privateKey)), kid: common.kid }
  const account = async (id: string, secret: string, further: object = {}) => {
    const audience = declared ? `${declared.audience}/${id}` : id
    const row = { secret, jwks, scopes: ['orders.read'], ...declared, audience, audiences: [audience], ...further }
    if (!isOpen) await register(factory, id, row)
    return { issuer, id, secret, audience, key, ...told }
  }
  const service = await generateKeyPair('RS256', { extractable: true })
  const ofService = { jwks: { keys: [await exportJWK(service.publicKey)] }, secret: undefined, assertionAlone: true }
  return {
    usual: await account('tester', SECRET),
    odd: await account('odd-tester', ODD_SECRET),
    certified: { ...(await account('certified', SECRET, BY_CERTIFICATE)), certificate: certificateIn(factory) },
    service: { ...(await account('service', SECRET, ofService)), pem: await exportPKCS8(service.privateKey) },
  }
}

const BY_CERTIFICATE = { secret: undefined, jwks: undefined, tlsClientAuthSubjectDn: 'CN=servicea' }

const certificateIn = ({ keysFolder }: LoneFactory) => ({
  cert: join(keysFolder, 'tls', 'servicea.pem'),
  key: join(keysFolder, 'tls', 'servicea.key.pem'),
})

async function register(factory: LoneFactory, id: string, row: object) {
  const body = JSON.stringify(row)
  const headers = { 'content-type': 'application/json' }
  const answer = await ask(factory.port, `/control/clients/${id}`, { method: 'PUT', headers, body })
  expect(answer?.status, answer?.text).toBeLessThan(300)
}

/** Has a client do all that it can. */
export async function useClient(
  { client }: TokenClientRow,
  child: ForeignClients,
  { usual, odd, certified, service }: Accounts,
): Promise<Outcomes> {
  const use = (act: Act, settings = usual, token?: string) =>
    child.use({ client, settings, act, ...(token && { token }) })
  const body = await use('body')
  const token = body.said === undefined ? '' : String(body.said)
  const introspected = await use('introspect', usual, token)
  const revoked = await use('revoke', usual, token)
  const afterwards = await use('introspect', usual, token)
  const header = await use('header')
  const way = header.said === undefined && header.failed === undefined ? 'body' : 'header'
  const wrong = await use(way, { ...usual, secret: 'another-secret-of-16' })
  const discovered = await use('discover')
  return {
    discovery: markOf(discovered, discovered.said === usual.issuer),
    'secret in the header': tokenMark(header, usual),
    'secret in the body': tokenMark(body, usual),
    'its own key': tokenMark(await use('key'), usual),
    'its certificate': tokenMark(await use('certificate', certified), certified),
    'its assertion alone': scopeMark(await use('alone', service), service),
    introspection: markOf(introspected, introspected.said === true),
    revocation: markOf(revoked, afterwards.said !== true),
    'an odd secret': tokenMark(await use('header', odd), odd),
    'a wrong secret': wrongMark(wrong),
  }
}

/** @returns a token that is of the issuer, and for the audience of the client: ✓ */
function tokenMark(used: Used, { issuer, audience }: ClientAccount): Outcome {
  if (typeof used.said !== 'string') return markOf(used, false)
  const { iss = '', aud } = decodeJwt(used.said)
  return markOf(used, iss.startsWith(issuer) && aud === audience)
}

/** The same, and it has the scope that its client has put into the assertion. */
function scopeMark(used: Used, account: ClientAccount): Outcome {
  const { mark, failed } = tokenMark(used, account)
  return mark === '✓' && decodeJwt(String(used.said))['scope'] !== 'orders.read'
    ? { mark: '✗', failed: 'it has not the scope' }
    : { mark, ...(failed !== undefined && { failed }) }
}

function wrongMark({ said, failed }: Used): Outcome {
  if (said === undefined && failed === undefined) return { mark: '–' }
  if (said !== undefined) return { mark: 'taken' }
  return failed?.includes('invalid_client') ? { mark: '`invalid_client`' } : { mark: 'refused', failed: failed ?? '' }
}

const markOf = ({ said, failed }: Used, isRight: boolean): Outcome =>
  failed !== undefined ? { mark: '✗', failed } : { mark: said === undefined ? '–' : isRight ? '✓' : '✗' }
