import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TOKEN_OF_NOBODY } from '#attacks'
import { maskToken, protectReport, protectText } from './protect-report.ts'
import { renderTerminal } from './render-terminal.ts'
import { REPORT_FIXTURE } from './report.fixture.ts'
import { toHtml } from './to-html.ts'
import { toJson } from './to-json.ts'
import { toJunit } from './to-junit.ts'
import { toSarif } from './to-sarif.ts'

const SIGNATURE = 'c2VjcmV0LXNpZ25hdHVyZS1vZi1hLXRva2Vu'
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const TOKEN = `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${encode({ sub: 'servicea' })}.${SIGNATURE}`

/** A target that answers with what it was sent, and a run that forgot to mask. */
const leaky = {
  ...REPORT_FIXTURE,
  target: { ...REPORT_FIXTURE.target, url: 'https://anna:pass-word-1@localhost:8443/a?api_key=topsecret&page=2' },
  stopped: `stopped by ${TOKEN}`,
  cases: REPORT_FIXTURE.cases.map((each) => ({
    ...each,
    token: TOKEN,
    remarks: [`it echoed ${TOKEN}`],
    reason: `because of ${TOKEN}`,
    got: { status: 200, challenge: `Bearer ${TOKEN}`, body: JSON.stringify({ got: `Bearer ${TOKEN}`, client_secret: 'topsecret' }), milliseconds: 1 }, // prettier-ignore
    ...(each.finding && { finding: { ...each.finding, sentence: `It believed ${TOKEN}.` }, curl: `curl -H "Authorization: Bearer ${TOKEN}" https://anna:pass-word-1@localhost:8443/` }), // prettier-ignore
  })),
  matrix: { title: TOKEN, rows: [[TOKEN]], notes: [TOKEN] },
}

test.each([
  ['the terminal', () => renderTerminal(leaky, { width: 80, isColoured: true })],
  ['JSON', () => toJson(leaky)],
  ['JUnit', () => toJunit(leaky)],
  ['SARIF', () => toSarif(leaky)],
  ['HTML', () => toHtml(leaky)],
])('no token, password or key comes into the report: %s', async (_name, write) => {
  const text = await write()
  for (const secret of [SIGNATURE.slice(9), 'topsecret', 'pass-word-1']) expect(text).not.toContain(secret)
})

const UNSEEN = '\u009b31m\u202e\u2028\u200b\ufeff'
const odd = {
  ...REPORT_FIXTURE,
  cases: REPORT_FIXTURE.cases.map((each) => ({
    ...each,
    remarks: [UNSEEN],
    got: { status: 200, challenge: UNSEEN, body: UNSEEN, milliseconds: 1 },
    ...(each.finding && { finding: { ...each.finding, sentence: UNSEEN } }),
  })),
}

test.each([
  ['the terminal', () => renderTerminal(odd, { width: 80, isColoured: false })],
  ['JSON', () => toJson(odd)],
  ['JUnit', () => toJunit(odd)],
  ['SARIF', () => toSarif(odd)],
])('what a target answers moves no cursor and turns no line of the report: %s', (_name, write) => {
  expect(write()).not.toMatch(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/u)
})

test('JSON says the same of it', () => {
  expect(JSON.parse(toJson(odd)).cases[0].got.body).toBe(UNSEEN)
})

test('a token keeps its header, its payload and eight characters of its signature', () => {
  expect(maskToken(TOKEN)).toBe(`${TOKEN.slice(0, -SIGNATURE.length)}c2VjcmV0…`)
  expect(maskToken('a.b.')).toBe('a.b.')
  expect(maskToken('opaque-token-of-others')).toBe('opaque-t…')
  expect(maskToken(`{"payload":"e30","signature":"${SIGNATURE}"}`)).toBe('{"payload":"e30","signature":"c2VjcmV0…"}')
})

test('a token in five parts shows no part of what is encrypted', () => {
  expect(maskToken(`${TOKEN}.Y2lwaGVydGV4dA.dGFn`)).toBe(`${TOKEN.slice(0, -SIGNATURE.length)}c2VjcmV0……`)
})

test('what is protected already stays as it is', () => {
  const once = protectReport(leaky)
  expect(protectReport(once)).toEqual(once)
  expect(protectReport(REPORT_FIXTURE)).toEqual(REPORT_FIXTURE)
  expect(protectText('https://localhost:8443/orders?page=2')).toBe('https://localhost:8443/orders?page=2')
})

const lineOf = (token: string) => `curl -H 'Authorization: Bearer ${token}' http://localhost:1/`

test('a line that repeats a finding keeps the bad token that is the same in every run, and no other one', () => {
  const shown = (token: string) =>
    protectReport({ ...REPORT_FIXTURE, cases: REPORT_FIXTURE.cases.map((each) => ({ ...each, curl: lineOf(token) })) })
  expect(shown(TOKEN_OF_NOBODY).cases[0]?.curl).toBe(lineOf(TOKEN_OF_NOBODY))
  expect(JSON.stringify(shown(`${TOKEN_OF_NOBODY} ${TOKEN}`))).not.toContain(SIGNATURE)
})

test('a token is found behind any text', () => {
  fc.assert(fc.property(fc.string(), (text) => !protectText(`${text} ${TOKEN}`).includes(SIGNATURE)))
})

const part = (value: string) => Buffer.from(value).toString('base64url')

test('a token within a token is hidden as the outer one is', () => {
  const inner = `${part('{"alg":"ES256"}')}.${part('{"sub":"servicea"}')}.${'B'.repeat(86)}`
  for (const payload of [inner, JSON.stringify({ nested: inner })]) {
    const masked = maskToken(`${part('{"alg":"ES256","cty":"JWT"}')}.${part(payload)}.${'A'.repeat(86)}`)
    const said = masked
      .split('.')
      .map((each) => Buffer.from(each, 'base64url').toString('latin1'))
      .join()
    expect(said).not.toContain('B'.repeat(20))
  }
})
