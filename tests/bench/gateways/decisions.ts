import { generateKeyPairSync, sign } from 'node:crypto'
import { createKongStateless } from '#core/access/kong-stateless-access'
import { systemClock } from '#core/clock'
import { loadVerificationKey } from '#core/keys/verification-key'
import { silent } from '#core/trace/recorder'

/** So many at once: one alone is shorter than what it takes to look at the clock. */
const AT_ONCE = 100

/** Decisions of a gateway without a store, without HTTP, with ES256: what is verified each time, and what is remembered. */
export async function gatewayDecisions(): Promise<Record<'first' | 'again', () => Promise<void>>> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const iat = Math.floor(systemClock.now() / 1000)
  const claims = { iss: 'bench', sub: 'servicea', aud: 'serviceb', iat, nbf: iat, exp: iat + 3600, jti: 'a'.repeat(22) }
  const text = [{ alg: 'ES256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const token = `${text}.${signature.toString('base64url')}`
  const key = await loadVerificationKey({ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'a' })
  const access = createKongStateless({
    trust: { kind: 'public', key },
    output: { identity: 'headers', payloadHeader: 'X-Consumer-Claims', claimsToHeaders: [] },
    clock: systemClock,
    log: { warn() {} },
  })
  const context = {
    trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false },
    recorder: silent,
    deadline: Infinity,
  }
  const asked = { method: 'GET', target: '/', authorization: [`Bearer ${token}`] }

  return {
    first: () => often(() => access.judge(token, context), 'believed'), // remembers nothing
    again: () => often(() => access.decide(asked, context), 'goes-on'),
  }
}

async function often(decide: () => Promise<{ kind: string }>, right: string): Promise<void> {
  for (let times = 0; times < AT_ONCE; times++) {
    const { kind } = await decide()
    if (kind !== right) throw new Error(`a decision was ${kind}, and not ${right}`)
  }
}
