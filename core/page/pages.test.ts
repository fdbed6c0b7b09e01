import express from 'express'
import { describe, expect, test } from 'vitest'
import { html } from './html.ts'
import { createPages, housePages } from './pages.ts'
import request from '../../tests/support/request.ts'

const HOSTILE = '</script><script>alert(1)</script>\u2028\u202E&<!--'

function app(pages = housePages, module?: string) {
  const made = express()
  made.get('/', (_request, response) =>
    pages.send(response, 200, {
      title: HOSTILE,
      of: HOSTILE,
      body: html`<p title=${HOSTILE}>${HOSTILE}</p>`,
      state: { HOSTILE },
      ...(module !== undefined && { module }),
    }),
  )
  made.get(pages.route.paths[0] ?? '', ...pages.route.handlers)
  return made
}

const policyAt = async (host: string) =>
  (await request(app()).get('/').set('host', host)).headers['cross-origin-opener-policy']

describe('a page', () => {
  test('is one that no frame shows, and that loads and asks nothing but what its own process serves', async () => {
    const { headers, text } = await request(app()).get('/').expect(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'self'; .*frame-ancestors 'none'/),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      vary: 'Accept',
    })
    expect(headers['content-security-policy']).not.toMatch(/unsafe|http|data:|\*/)
    expect(text).not.toMatch(/\son\w+=|style=|<style/)
    expect([...text.matchAll(/(?:src|href)="([^"#]*)"/g)].map(([, address = '']) => address.split('/')[1])).toEqual(
      expect.arrayContaining(['assets']),
    )
  })

  test('shares no window with what opened it, where a browser takes that', async () => {
    expect(await policyAt('localhost:4000')).toBe('same-origin')
    expect(await policyAt('10.0.0.1:4000')).toBeUndefined()
  })

  test('shows what somebody else wrote as text, and hands it to its script as it is', async () => {
    const { text } = await request(app()).get('/').expect(200)
    expect(text.match(/<script/g)).toHaveLength(2) // theme and state
    const [, state = ''] = /<script type="application\/json" id="state">(.*?)<\/script>/s.exec(text) ?? []
    expect(JSON.parse(state)).toEqual({ HOSTILE })
  })

  test('names what it loads by what is in it, to be kept for ever', async () => {
    const { text } = await request(app()).get('/')
    const [, style = ''] = /href="([^"]+style\.css)"/.exec(text) ?? []
    const { headers } = await request(app()).get(style).expect(200)
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/css; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  })

  test.each(['/assets/nothing', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e', '/assets/__proto__'])(
    'loads nothing else: %s',
    async (path) => {
      const { status } = await request(app()).get(path)
      expect(status).toBeGreaterThanOrEqual(400)
    },
  )
})

test('pages of a process that cannot be made fail when they are asked for, and not before', async () => {
  const nowhere = 'core/page/nowhere.browser.ts'
  await request(app(createPages([nowhere]), nowhere))
    .get('/')
    .expect(500)
})

test('a page of an earlier start gets what it loads, also where no page was asked for since', async () => {
  const { text } = await request(app(createPages(), 'core/page/browser/try-routes.browser.ts')).get('/').expect(200)
  const [, script = ''] = /src="([^"]+try-routes[^"]*\.js)"/.exec(text) ?? []
  await request(app(createPages())).get(script).expect(200)
})
