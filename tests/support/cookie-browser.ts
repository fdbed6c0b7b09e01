import { readFile } from 'node:fs/promises'
import { Agent, request } from 'undici'
import { caFile } from './trusting.ts'

export interface SeenPage {
  status: number
  url: string
  /** In lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

/** Where a browser was sent, and nobody listens; the message is the address. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere'
}

/** A browser without scripts: cookies by host, redirects, forms. It believes the sandbox's authority, and nobody else. */
export async function openCookieBrowser(keysFolder: string) {
  const dispatcher = new Agent({
    connect: { ca: await readFile(caFile(keysFolder), 'utf8'), rejectUnauthorized: true },
  })
  const cookies = new Map<string, string>()
  const forHost = (host: string) =>
    [...cookies]
      .flatMap(([key, value]) => (key.startsWith(`${host} `) ? [`${key.slice(host.length + 1)}=${value}`] : []))
      .join('; ')

  async function go(address: string, form?: URLSearchParams): Promise<SeenPage> {
    let [url, body] = [address, form]
    for (let hop = 0; hop < 15; hop++) {
      const { host, origin } = new URL(url)
      const headers = {
        accept: 'text/html',
        'sec-fetch-mode': 'navigate', // by this some tell a browser from a program
        'sec-fetch-dest': 'document',
        cookie: forHost(host),
        ...(body && { origin, 'content-type': 'application/x-www-form-urlencoded' }),
      }
      const method = body ? 'POST' : 'GET'
      const sent = request(url, { dispatcher, method, headers, body: body?.toString() ?? null })
      const answer = await sent.catch((cause: unknown) => Promise.reject(new NobodyThere(url, { cause })))
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/expires=[^;]*1970|max-age=0/i.test(line) || value === '') cookies.delete(`${host} ${name}`)
        else cookies.set(`${host} ${name}`, value)
      }
      const text = await answer.body.text()
      const { location } = answer.headers
      if (typeof location !== 'string') return { status: answer.statusCode, url, headers: answer.headers, body: text }
      ;[url, body] = [new URL(location, url).href, undefined]
    }
    throw new Error('too many redirects')
  }

  return {
    close: () => dispatcher.close(),
    open: (url: string) => go(url),
    /** Sends the first form of a page. */
    send({ body, url }: SeenPage, fields: Record<string, string>) {
      const [, action = ''] = /<form[^>]* action="([^"]*)"/.exec(body) ?? []
      const hidden = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value],
      )
      return go(new URL(action, url).href, new URLSearchParams([...hidden, ...Object.entries(fields)]))
    },
  }
}
