import { argon2Sync, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { decideBy } from '#core/access/run-dialect'
import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import { systemClock } from '#core/clock'
import { loadVerificationKey } from '#core/keys/verification-key'
import { ANYONE, type Trust } from '#core/token/trust'
import { verifyToken } from '#core/token/verify'
import { silent } from '#core/trace/recorder'
import { ARGON2 } from '../../../jwt-factory/people/passwords/argon2-parameters.ts'
import { PERSON_DECISIONS } from './cases.ts'

/** So many at once: one alone is shorter than what it takes to look at the clock. */
const AT_ONCE = 100

/** What a login costs that nobody can leave out. */
export const bareHash = () =>
  void argon2Sync('argon2id', { message: 'tester', nonce: 'H3UP6GzWV3UISU7HJN/sVT6YjTYcmOPdJwiFcdXMVyQ=', ...ARGON2 })

/** Decisions about the tokens of services and of people, without HTTP, with ES256, in both dialects, by their rows. */
export async function personDecisions(): Promise<[row: string, act: () => Promise<void>][]> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = await loadVerificationKey({ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'a' })
  const iat = Math.floor(systemClock.now() / 1000)
  const of = { iss: 'bench', aud: 'serviceb', iat, exp: iat + 3600, jti: 'a'.repeat(22) }
  const tokens = {
    service: signedToken({ ...of, sub: 'servicea' }, privateKey),
    person: signedToken({ ...of, sub: 'tester', n: 'Travis Ester', u: 'tester', test: 'acc' }, privateKey),
  }
  const trust: Trust = {
    issuer: 'bench',
    audience: 'serviceb',
    subject: ANYONE,
    algorithms: ['ES256'],
    type: 'JWT',
    required: ['exp'],
    maxLifetimeSeconds: 86_400,
    leewaySeconds: 0,
    keys: { select: () => key },
  }
  const keys = { keysFor: () => [key] }
  const dialect = stokeDialect({ keys, now: systemClock.now, issuer: 'bench', audience: 'serviceb', audienceMayBeText: true }) // prettier-ignore
  const trace = { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }
  const parts = { context: { trace, recorder: silent, deadline: Infinity }, log: { warn() {} } }

  return (['service', 'person'] as const).flatMap((whose) => {
    const asked = { method: 'GET', target: '/', authorization: [`Bearer ${tokens[whose]}`] }
    return [
      [PERSON_DECISIONS.strict[whose], () => often(() => verifyToken(tokens[whose], trust, systemClock.now))],
      [PERSON_DECISIONS.stoke[whose], () => often(async () => mustGoOn(await decideBy(dialect, asked, parts)))],
    ] satisfies [string, () => Promise<void>][]
  })
}

function signedToken(claims: object, key: KeyObject): string {
  const text = [{ alg: 'ES256', typ: 'JWT', kid: 'a' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

async function often(check: () => Promise<unknown>): Promise<void> {
  for (let times = 0; times < AT_ONCE; times++) await check()
}

function mustGoOn({ kind }: { kind: string }): void {
  if (kind !== 'believed') throw new Error(`a decision was ${kind}`)
}
