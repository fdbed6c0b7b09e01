import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import type { Environment } from '#core/config/setting'
import type { CertificatePair } from '#core/http/certificates/pair'
import { certifiedFolder } from './folders.ts'
import { openLoneFactory, type LoneFactory } from './lone-factory.ts'

export const BASE = { audiences: ['serviceb'], scopes: ['orders.read'] }
export const SECRET = 'a secret of the client itself'

/** A factory with clients that prove themselves with certificates, and the certificates of its folder. */
export interface CertifiedFactory extends LoneFactory {
  ca: string
  authority: CertificatePair
  /** Of a process. */
  own(name: string): CertificatePair
  /** Posts a form on a connection of its own. */
  post(form: Record<string, string>, tls?: object, path?: string): Promise<{ status: number | undefined; said: string }>
}

/** @param env further settings */
export async function openCertifiedFactory(clients: object, env: Environment = {}): Promise<CertifiedFactory> {
  const keysFolder = await certifiedFolder()
  await mkdir(join(keysFolder, 'jwt-factory'), { mode: 0o700 })
  await writeFile(join(keysFolder, 'jwt-factory', 'clients.json'), JSON.stringify(clients), { mode: 0o600 })
  const factory = await openLoneFactory({ STORE: 'memory', ...env }, { keysFolder })
  const pairs = new Map<string, CertificatePair>()
  for (const name of ['ca', 'servicea', 'serviceb', 'servicec']) pairs.set(name, await readPair(keysFolder, name))
  const own = (name: string) => pairs.get(name) ?? { cert: '', key: '' }
  const authority = own('ca')
  const ca = authority.cert
  return {
    ...factory,
    ca,
    authority,
    own,
    post: (form, tls = {}, path = '/token') => postOnce({ port: factory.tlsPort, path, ca, ...tls }, form),
    async close() {
      await factory.close()
      await rm(keysFolder, { recursive: true })
    },
  }
}

async function readPair(folder: string, name: string): Promise<CertificatePair> {
  const read = (end: string) => readFile(join(folder, 'tls', `${name}${end}`), 'utf8')
  return { cert: await read('.pem'), key: await read('.key.pem') }
}

function postOnce(at: object, form: Record<string, string>) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', token: 'none', ...form }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }
  return new Promise<{ status: number | undefined; said: string }>((resolve, reject) => {
    const asked = request({ host: 'localhost', method: 'POST', agent: false, headers, ...at }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => {
        const { error, error_description } = JSON.parse(text)
        resolve({ status: answer.statusCode, said: error === undefined ? '' : `${error} ${error_description}` })
      })
    })
    asked.on('error', reject).end(body)
  })
}
