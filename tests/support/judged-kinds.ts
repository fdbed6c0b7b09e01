import { Buffer } from 'node:buffer'
import type { TestSandbox } from './sandbox.ts'

/** Tokens of every kind that the sandbox has, as whoever makes them does. */
export function kindsOfTokens(sandbox: () => TestSandbox) {
  /** What is there before, and must be after. */
  async function leftBehind() {
    const requests = await Promise.all(
      (['jwt-factory', 'serviceb'] as const).map(async (name) =>
        (await sandbox().plain(name, '/control/requests')).body.requests.filter(isOfNoSidecar),
      ),
    )
    const { rings } = (await sandbox().plain('jwt-factory', '/control/rings')).body
    return { rings: rings.map(({ ringId }: { ringId: string }) => ringId), requests }
  }

  const sent = async (name: 'jwt-factory' | 'servicea', path: string, body: object) =>
    (await sandbox().plain(name, path, { method: 'POST', body })).text.trim()
  const minted = (signedBy: object, claims: object = {}) =>
    sent('jwt-factory', '/control/mint', { signedBy, claims, lifetime: '5m' })
  const person = async () => {
    const { directory } = (await sandbox().post('jwt-factory', '/plays/people', { body: { dialect: 'strict' } })).body
    const body = { username: 'tester', password: 'tester' }
    return (await sandbox().post('jwt-factory', `/plays/people/${directory}/login`, { body })).body.token
  }
  const ofService = () => {
    const iat = Math.floor(Date.now() / 1000)
    const claims = { iss: 'https://service-issuer', sub: 'servicea', aud: 'serviceb', iat, exp: iat + 200, jti: 'own' }
    return sent('servicea', '/control/sign', { header: { typ: 'JWT' }, payload: JSON.stringify(claims) })
  }
  const loggedIn = async () => {
    await sandbox().get('jwt-factory', '/login/keys')
    const { sets } = (await sandbox().plain('jwt-factory', '/control/keys')).body
    const { issuers, keys } = sets.find(({ name }: { name: string }) => name === 'the login issuer')
    return { iss: issuers[0], kid: keys[0].kid }
  }
  return { leftBehind, minted, person, ofService, loggedIn }
}

/** A signer asks for its key when its own time has come. */
const isOfNoSidecar = ({ from }: { from?: string }) => from !== 'jwt-sandbox-signer'

/** The same token with another key id in its header: nobody has signed it so. */
export function forgedKid(token: string, kid: string): string {
  const [header = '', ...rest] = token.split('.')
  const said = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), kid }
  return [Buffer.from(JSON.stringify(said)).toString('base64url'), ...rest].join('.')
}
