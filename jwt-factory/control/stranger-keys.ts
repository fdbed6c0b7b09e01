import { createSecretKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { AnySigner } from './sign-anything.ts'

/** Keys that nobody knows, each made once, for what they sign is refused everywhere. */
export interface StrangerKeys {
  /** One as whoever signs has it: only the signature tells them apart. */
  like(signer: AnySigner): Promise<AnySigner>
  /** By ES256. */
  usual(): Promise<AnySigner>
}

const makePair = promisify(generateKeyPair)

export function createStrangerKeys(): StrangerKeys {
  const made = new Map<string, Promise<KeyObject>>()
  const once = (name: string, make: () => Promise<KeyObject>): Promise<KeyObject> => {
    const key = made.get(name) ?? make()
    made.set(name, key)
    key.catch(() => made.delete(name))
    return key
  }
  const onCurve = (namedCurve: string) =>
    once(namedCurve, async () => (await makePair('ec', { namedCurve })).privateKey)
  return {
    async like({ key, algorithm }) {
      const { asymmetricKeyType: type, asymmetricKeyDetails: { namedCurve = 'P-256' } = {} } = key
      if (key.type === 'secret') return { key: createSecretKey(randomBytes(64)), algorithm }
      if (type === 'ec') return { key: await onCurve(namedCurve), algorithm }
      if (type === 'ed25519') return { key: await once('ed25519', async () => (await makePair('ed25519')).privateKey), algorithm } // prettier-ignore
      return { key: await once('rsa', async () => (await makePair('rsa', { modulusLength: 2048 })).privateKey), algorithm } // prettier-ignore
    },
    usual: async () => ({ key: await onCurve('P-256'), algorithm: 'ES256' }),
  }
}
