import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { BENCH_AUDIENCE, keyFileOf } from './files.ts'

type BenchAlgorithm = 'ES256' | 'RS256'

/** Makes the keys of the sidecars, of the lengths that the sandbox uses. */
export async function makeSidecarKeys(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const pairs = {
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  }
  for (const algorithm of ['ES256', 'RS256'] as const) {
    const { privateKey, publicKey } = pairs[algorithm]
    const write = (half: 'private' | 'public', text: string | Buffer) =>
      writeFile(join(folder, keyFileOf(algorithm, half)), text)
    await write('private', privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await write('public', publicKey.export({ type: 'spki', format: 'pem' }))
  }
}

/** Almost an hour: rounds of other rows lie between the making of a token and its use. */
const BENCH_LIFE = 3500

/** @param claims further ones @returns what makes a token for the verifiers, another one each time: by whoever sends the load, whose CPU does not count */
export async function openTokenMaker(
  folder: string,
  algorithm: BenchAlgorithm,
  claims: object = {},
): Promise<() => string> {
  const key = createPrivateKey(await readFile(join(folder, keyFileOf(algorithm, 'private'))))
  const header = base64url({ alg: algorithm, typ: 'JWT', kid: 'a-1' })
  return () => {
    const iat = Math.floor(systemClock.now() / 1000)
    const jti = randomBytes(16).toString('base64url')
    const dates = { iat, nbf: iat - 60, exp: iat + BENCH_LIFE }
    const signed = `${header}.${base64url({ iss: 'servicea', aud: BENCH_AUDIENCE, ...dates, jti, ...claims })}`
    return `${signed}.${signText(signed, key).toString('base64url')}`
  }
}

const signText = (text: string, key: KeyObject) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
