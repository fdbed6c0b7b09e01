import { readdir, readFile } from 'node:fs/promises'
import { Agent as HttpsAgent } from 'node:https'
import { join } from 'node:path'
import { importPKCS8, type CryptoKey } from 'jose'
import { Agent, fetch, type RequestInit } from 'undici'

/** What a library of others needs to call the sandbox: the sandbox CA as its only trust anchor, given to it by name. */
export interface Trusting {
  /** For libraries that take an agent of Node. It counts the requests. */
  agent: CountingAgent
  /** For libraries that take a `fetch`. */
  fetch(url: string, init?: object): Promise<Response>
  close(): Promise<void>
}

export async function openTrusting(keysFolder: string): Promise<Trusting> {
  const ca = await readFile(caFile(keysFolder), 'utf8')
  const dispatcher = new Agent({ connect: { ca, rejectUnauthorized: true } })
  const agent = new CountingAgent({ ca, rejectUnauthorized: true })
  return {
    agent,
    fetch(url, init) {
      const answer = fetch(url, { ...(init as RequestInit), dispatcher })
      return answer as unknown as Promise<Response> // the package gives what Node does, of types from another place
    },
    async close() {
      agent.destroy()
      await dispatcher.close()
    },
  }
}

export const caFile = (keysFolder: string) => join(keysFolder, 'tls', 'ca.pem')

/** Keeps no connection, so that each request is one connection, and counted. */
class CountingAgent extends HttpsAgent {
  asked = 0

  override createConnection(...words: Parameters<HttpsAgent['createConnection']>) {
    this.asked++
    return super.createConnection(...words)
  }
}

/** The key that a service signs with itself, as it lies in its folder. */
export async function readServiceKey(keysFolder: string, service: string): Promise<{ kid: string; key: CryptoKey }> {
  const folder = join(keysFolder, service)
  const file = (await readdir(folder)).find((name) => name.startsWith(`${service}.`)) ?? ''
  const { kid, algorithm, privateKey } = JSON.parse(await readFile(join(folder, file), 'utf8'))
  return { kid, key: await importPKCS8(privateKey, algorithm) }
}
