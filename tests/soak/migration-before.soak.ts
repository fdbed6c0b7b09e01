import { pathToFileURL } from 'node:url'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { linesAfter, runLines, type Told } from '../support/migration-lines.ts'
import { needs } from '../support/needs.ts'
import { toolAt, toolLack } from '../support/packed/tools.ts'
import { readProjectFile } from '../support/project-files.ts'

// The lines before, of oauth2-mock-server: they are true of the version that is compared.

const [, page = ''] = (await readProjectFile('docs/migration.md')).split(/^## From /m)
const sections = linesAfter(page, '-').filter(({ lines }) => lines.length > 0)

/** They begin a server of their own; for TLS with files that somebody has made. */
const OWN_SERVER = 'It starts on a free port, and stops'
const WITH_FILES = 'It speaks TLS'

const bodyOf = (ask: Response) => ask.json().then((body) => Object(body))
const askFor = (url: string, path: string, scope = 'old') =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, token: 'any' }),
  })

const HOLDS: Record<string, (told: Told, url: string) => unknown> = {
  [OWN_SERVER]: ({ server }) => expect(server.listening).toBe(false),
  'A token with scopes': ({ token }) => {
    const { scope, exp = 0, iat = 0 } = decodeJwt(token)
    expect([[scope].flat().join(' '), exp - iat]).toEqual(['read write', 300])
  },
  'A token with claims and a header': ({ token }) => {
    expect(decodeJwt(token)).toMatchObject({ aud: 'orders', sub: 'alice', roles: ['clerk'] })
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt')
  },
  'A token that has expired': ({ token }) => {
    const { exp = 0, iat = 0 } = decodeJwt(token)
    expect(exp - iat).toBe(-60)
  },
  async 'Claims of each token that a client fetches'(_told, url) {
    const { access_token: token } = await bodyOf(await askFor(url, '/token'))
    expect([decodeJwt(token)['roles'], decodeProtectedHeader(token).typ]).toEqual([['clerk'], 'JWT'])
  },
  async 'One answer is an error'(_told, url) {
    const answer = await askFor(url, '/token')
    expect([answer.status, await bodyOf(answer)]).toEqual([400, { error: 'invalid_grant' }])
  },
  async 'What introspection answers'(_told, url) {
    expect(await bodyOf(await askFor(url, '/introspect'))).toEqual({ active: false })
    expect(await bodyOf(await askFor(url, '/introspect'))).toMatchObject({ active: true })
  },
  'Another key signs': ({ token, kid }) => expect(decodeProtectedHeader(token).kid).toBe(kid),
}

test('each of these lines is tried, but for those that take files', () => {
  expect(sections.map(({ title }) => title).sort()).toEqual([...Object.keys(HOLDS), WITH_FILES].sort())
})

for (const { title, lines } of sections.filter((each) => each.title !== WITH_FILES))
  needs(toolLack('oauth2-mock-server')).test(`before: ${title}`, async () => {
    const library = await import(pathToFileURL(toolAt('oauth2-mock-server', 'dist', 'index.mjs')).href)
    const { OAuth2Server, Events } = library
    if (title === OWN_SERVER) return void HOLDS[title]?.(await runLines(lines, { OAuth2Server }), '')
    const server = new OAuth2Server()
    await server.issuer.keys.generate('RS256')
    await server.start(0, 'localhost')
    try {
      await HOLDS[title]?.(await runLines(lines, { server, Events }), `http://localhost:${server.address().port}`)
    } finally {
      await server.stop()
    }
  })
