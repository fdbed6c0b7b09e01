import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROJECT, readProjectFile } from './support/project-files.ts'
import { needs } from './support/needs.ts'
import type { ForeignClients } from '../apps/drill/foreign-clients.ts'
import { tokenClientLack, verifierLack } from './support/interop/installed.ts'
import { renderPage } from './support/interop/interop-page.ts'
import { openIssuers, ISSUER_NAMES, type IssuerName, type RunningIssuers } from './support/interop/issuers.ts'
import { openLanguage } from './support/interop/languages.ts'
import { isBelieved, measure, type Measured } from './support/interop/measure.ts'
import { TOKEN_CLIENTS } from './support/interop/token-clients.ts'
import { registerAccounts, TRIED, useClient, type Outcomes } from './support/interop/use-clients.ts'
import { openPanel, type Seat } from './support/interop/panel.ts'
import { PRESENTED } from './support/interop/presented.ts'
import { workingOf } from './support/interop/verifier-rows.ts'
import { VERIFIERS, type Language, type VerifierRow } from './support/interop/verifiers.ts'

// Proof with clients that we did not write, in their languages: each is its own quick start, with nothing but the URL
// and the CA changed. docs/interop.md says what they make of the issuer; `npm test -- tests/interop -u` writes it anew.

const present = VERIFIERS.filter((row) => verifierLack(row) === false)
const seatId = (client: string, issuer: IssuerName) => `${client} at ${issuer}`
const clientsOf = ({ client, orSet }: VerifierRow) => [client, ...(orSet ? [orSet.client] : [])]

const users = TOKEN_CLIENTS.filter((row) => tokenClientLack(row) === false)

let issuers: RunningIssuers
const children = new Map<Language, ForeignClients>()
let measured: Map<string, Measured>
const outcomes = new Map<string, Outcomes>()
beforeAll(async () => {
  issuers = await openIssuers()
  for (const language of new Set([...present, ...users].map(({ language }) => language)))
    children.set(language, await openLanguage(language, issuers.default.keysFolder))
  const seats: Seat[] = present.flatMap((row) =>
    clientsOf(row).flatMap((client) =>
      ISSUER_NAMES.map((issuer) => ({ id: seatId(client, issuer), child: childOf(row), client, issuer })),
    ),
  )
  const accounts = await registerAccounts(issuers.default)
  for (const row of users) outcomes.set(row.name, await useClient(row, childOf(row), accounts))
  measured = await measure(openPanel(seats, issuers))
})
afterAll(async () => {
  await Promise.all([...children.values()].map((child) => child.close()))
  await issuers.close()
})

const childOf = ({ language }: { language: Language }) =>
  children.get(language) ?? expect.fail(`${language} was not started`)

const measuredOf = (client: string, issuer: IssuerName) =>
  measured.get(seatId(client, issuer)) ?? expect.fail(`${client} was not asked`)

for (const row of VERIFIERS) {
  needs(verifierLack(row)).describe(row.name, () => {
    test('believes a token of the issuer, as it is or with one setting', () => {
      expect(
        clientsOf(row).flatMap((client) => ISSUER_NAMES.map((issuer) => measuredOf(client, issuer).judged.good)),
      ).toContainEqual({ subject: 'servicea' })
    })

    test('refuses what is not for it, not of the issuer, over or changed', () => {
      const working = clientsOf(row).flatMap((client) => workingOf(client, measuredOf))
      for (const { measured } of working)
        for (const kind of PRESENTED) expect(isBelieved(measured.judged[kind]), kind).toBe(kind === 'good')
    })
  })
}

for (const row of TOKEN_CLIENTS) {
  needs(tokenClientLack(row)).test(`${row.name} gets tokens, and does whatever else it can`, () => {
    const tried = outcomes.get(row.name) ?? expect.fail('it was not used')
    const failing = TRIED.filter((what) => tried[what].mark === '✗')
    expect(failing, JSON.stringify(tried)).toEqual([])
  })
}

describe('the page of the clients', () => {
  test('says what was measured; what is not installed here, or in another version, is as it was', async () => {
    const page = await readProjectFile('docs/interop.md').catch(() => '')
    await expect(renderPage(page, { verifiers: present, measured: measuredOf, outcomes })).toMatchFileSnapshot(
      join(PROJECT, 'docs/interop.md'),
    )
  })
})
