import { expect, test } from 'vitest'
import { readArguments } from '#core/process/command-line'
import { answeredWith, claimsOf, NO_WAITING, noCredentials, refusal, senderOf, sideOf, tokenOf, world } from '../engine/target.fixture.ts' // prettier-ignore
import { readProbeOptions, type ProbeOptions } from '../options.ts'
import { PROBE_LINE } from '../probe-line.ts'
import { discoverFirst } from './discover-first.ts'

const CALLERS = ['servicea', 'serviceb'].map((ring) => ({ ring, issuer: 'https://jwt-factory/' }))

/** A target that says which member is wrong, and trusts what the ring of one caller signs. */
async function discoverAt(trusted: string, ...args: string[]) {
  const told: string[] = []
  const opened: (string | undefined)[] = []
  let asked = 0
  const options = readProbeOptions(readArguments(['http://localhost:1/orders', '--discover', '--rate', 'max', ...args], PROBE_LINE)) // prettier-ignore
  const sender = senderOf(async (request) => {
    asked++
    const token = tokenOf(request)
    if (token === undefined || token.split('.').length !== 3) return noCredentials()
    const { aud, iss } = claimsOf(token)
    if (aud !== 'orders') return refusal('jwt audience invalid')
    const isTrusted = iss === 'https://jwt-factory/' && opened.at(-1) === trusted
    return isTrusted
      ? answeredWith(200, { orders: [1] })
      : refusal('jwt issuer invalid. expected: https://jwt-factory/')
  })
  const openSide = async ({ expected: { ring, issuer } }: ProbeOptions) => {
    opened.push(ring)
    if (ring === undefined) return sideOf({ callers: CALLERS })
    return sideOf({}, { ...world, target: { ...world.target, issuer: issuer ?? '', type: 'JWT' } })
  }
  const parts = { sender, clock: NO_WAITING, url: new URL('http://localhost:1/orders'), openSide, tell: (line: string) => void told.push(line) } // prettier-ignore
  const found = discoverFirst(options, parts)
  return { found, opened, asked: () => asked, told: () => told.join('\n') }
}

test('where the main issuer is not trusted, callers at /issueToken are tried, and the ring is found with the rest', async () => {
  const { found, opened, told } = await discoverAt('serviceb')
  const { expected } = await found
  expect(expected).toMatchObject({ audience: 'orders', issuer: 'https://jwt-factory/', ring: 'serviceb' })
  expect(opened).toEqual([undefined, 'servicea', 'serviceb'])
  expect(told()).toContain('--issuer=https://jwt-factory/ --ring=serviceb')
})

test('where none is trusted, what the target says of the issuer is shown, and how to name a ring', async () => {
  const { found, asked } = await discoverAt('nobody')
  await expect(found).rejects.toThrow(/tells most was 401: jwt issuer invalid[^]*servicea, serviceb were tried, too[^]*--issuer https:\/\/jwt-factory\/ --ring RING/) // prettier-ignore
  await expect(found).rejects.toThrow(`with ${asked()} requests`)
})

test('an issuer that the person named is the only one that is tried', async () => {
  const { found, opened } = await discoverAt('servicea', '--issuer', 'https://idp.test')
  await expect(found).rejects.toThrow(/does it trust this issuer/)
  expect(opened).toEqual([undefined])
})
