import type { Response, Test } from 'supertest'
import type { Express } from 'express'
import request from '../../../tests/support/request.ts'

type Fields = Record<string, string | readonly string[]>

/**
 * As much of a browser as forms and cookies need: it keeps cookies, and sends the forms that it has seen.
 * @param app or the address where one listens
 * @param options.origin as the browser knows the app; absent: the address, or that of an app that listens nowhere
 * @param options.ca who says whose certificate is right
 */
export function createFormBrowser(
  app: Express | string,
  { origin = typeof app === 'string' ? app : 'http://localhost:8080', ca }: { origin?: string; ca?: string } = {},
) {
  const cookies = new Map<string, string>()
  let latest = ''

  function keep(response: Response): Response {
    const lines = response.headers['set-cookie'] as unknown as string[] | undefined // Node has a list of this one
    for (const line of lines ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (line.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    if (response.text) latest = response.text
    return response
  }

  const { host } = new URL(origin)
  const trusting = (asked: Test) => (ca === undefined ? asked : asked.ca(ca))
  const sent = () => ({ host, cookie: [...cookies].map((pair) => pair.join('=')).join('; ') })

  const browser = {
    cookies,
    /** The page that was seen last. */
    page: () => latest,
    async open(path: string, headers: Record<string, string> = {}): Promise<Response> {
      return keep(await trusting(request(app).get(path)).set({ ...sent(), ...headers, accept: 'text/html' })) // prettier-ignore
    },
    /** Sends fields with the token of the page that was seen last. */
    async send(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Response> {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries({ form: formTokenIn(latest), ...fields }))
        for (const each of typeof value === 'string' ? [value] : value) body.append(name, each)
      const asked = trusting(request(app).post(path)).type('form').set({ ...sent(), origin, 'sec-fetch-site': 'same-origin', accept: 'text/html', ...headers }) // prettier-ignore
      return keep(await asked.send(body.toString()))
    },
    /** Opens the form, and sends it. */
    async logIn(username: string, password: string): Promise<Response> {
      await browser.open('/admin/login')
      return browser.send('/admin/login', { username, password, next: '/admin' })
    },
    /** Sends a form, looks at what it would do, and then does it. */
    async save(path: string, fields: Fields, last: Fields = {}): Promise<Response> {
      const offered = await browser.send(path, fields)
      const version = /name="version" value="(\d+)"/.exec(offered.text)?.[1] ?? ''
      return browser.send(path, { ...fields, ...last, step: 'save', version })
    },
  }
  return browser
}

export const formTokenIn = (text: string): string => /name="form" value="([^"]*)"/.exec(text)?.[1] ?? ''
