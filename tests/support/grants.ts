import { decodeProtectedHeader } from 'jose'
import { expect } from 'vitest'
import { readClientSecret } from '#core/files/service-folder'
import { ask } from './play-all.ts'

type Form = Record<string, string>
type Answered = Awaited<ReturnType<typeof ask>>

/** What a test asks of an issuer. A path of '' is the main one, '/issuers/near' another. */
export interface Grants {
  urlOf(path: string): string
  /** A form, sent by a client with its secret. @returns undefined when nobody answers */
  send(client: string, path: string, form: Form): Promise<Answered>
  /** An access token by client credentials; `query` is the sandbox's own, such as ?expired=1. */
  grant(client: string, form?: Form, path?: string, query?: string): Promise<string>
  isActive(token: string, path?: string): Promise<boolean>
  /** Publishes the next key, and answers its kid. */
  prepare(path?: string): Promise<string>
  /** The next key signs from now on. */
  rotate(path?: string): Promise<string>
  revokeKey(kid: string, path?: string): Promise<void>
  /** The published key set. */
  keySet(path?: string): Promise<{ kid: string; exp?: number }[]>
  /** Those of the issuer, and of every ring that signs at `/issueToken`. */
  allKeys(): Promise<{ kid: string }[]>
}

/** @param place a factory of this machine: its ports, and the folder where its clients keep their secrets */
export function openGrants(place: { port: number; tlsPort: number; keysFolder: string }): Grants {
  const call = (method: string, path: string) => ask(place.port, path, { method })
  const send: Grants['send'] = async (client, path, form) => {
    const secret = (await readClientSecret(place.keysFolder, client)) ?? ''
    const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
    return ask(place.port, path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) })
  }
  const keySet = async (path = '') => bodyOf(await call('GET', `${path}/jwks`), 200).keys
  return {
    urlOf: (path) => `https://localhost:${place.tlsPort}${path}`,
    send,
    async grant(client, form = {}, path = '', query = '') {
      const answer = await send(client, `${path}/token${query}`, { grant_type: 'client_credentials', ...form })
      return bodyOf(answer, 200).access_token
    },
    isActive: async (token, path = '') => bodyOf(await send('serviceb', `${path}/introspect`, { token }), 200).active,
    prepare: async (path = '') => bodyOf(await call('POST', `${path}/keys?prepare=1`), 201).kid,
    rotate: async (path = '') => bodyOf(await call('POST', `${path}/keys`), 201).kid,
    revokeKey: async (kid, path = '') => void bodyOf(await call('DELETE', `${path}/keys/${kid}`), 200),
    keySet,
    allKeys: async () => (await Promise.all([keySet(), keySet('/utils')])).flat(),
  }
}

export const kidOf = (token: string) => String(decodeProtectedHeader(token).kid)

function bodyOf(answer: Answered, status: number) {
  expect(answer?.status, answer?.text).toBe(status)
  return answer?.body
}
