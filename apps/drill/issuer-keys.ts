import { join } from 'node:path'
import { Pool } from 'undici'
import { readRegularFile } from '#core/files/regular-file'

/** The drill's hand on an issuer: its keys, and whatever else it is asked over TLS. */
export interface IssuerKeys {
  ca: string
  prepareKey(): Promise<void>
  renewKey(): Promise<void>
  revokeActiveKey(): Promise<void>
  /** A token by client credentials. */
  grant(client: string, secret: string): Promise<string>
  close(): Promise<void>
}

/** @param keysFolder where the issuer has put the CA */
export async function openIssuerKeys(url: string, keysFolder: string): Promise<IssuerKeys> {
  const ca = await readRegularFile(caOf(keysFolder))
  const issuer = new Pool(url, { connect: { ca, servername: 'jwt-factory', rejectUnauthorized: true } })
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string) => callIssuer(issuer, { method, path })
  return {
    ca,
    prepareKey: async () => void (await call('POST', '/keys?prepare=1')),
    renewKey: async () => void (await call('POST', '/keys')),
    revokeActiveKey: async () => void (await call('DELETE', `/keys/${(await call('GET', '/keys'))['kid']}`)),
    async grant(client, secret) {
      const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
      const body = 'grant_type=client_credentials'
      return String((await callIssuer(issuer, { method: 'POST', path: '/token', headers, body }))['access_token'])
    },
    close: () => issuer.destroy(),
  }
}

export const caOf = (keysFolder: string) => join(keysFolder, 'tls', 'ca.pem')

interface IssuerCall {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  headers?: Record<string, string>
  body?: string
}

async function callIssuer(issuer: Pool, call: IssuerCall): Promise<Record<string, unknown>> {
  const { statusCode, body } = await issuer.request(call)
  const text = await body.text()
  if (statusCode >= 300) throw new Error(`${call.method} ${call.path} was answered ${statusCode}: ${text}`)
  return JSON.parse(text)
}
