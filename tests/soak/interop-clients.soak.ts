import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allEnded } from '#core/files/all-ended'
import { PROJECT, readProjectFile } from '../support/project-files.ts'
import { needs } from '../support/needs.ts'
import type { ForeignClients } from '../../apps/drill/foreign-clients.ts'
import { figuresLack, tokenClientLack, verifierLack, versionOf } from '../support/interop/installed.ts'
import { renderPage } from '../support/interop/interop-page.ts'
import { openIssuers, type RunningIssuers } from '../support/interop/issuers.ts'
import { BUSY_ALONE, keptAt } from '../support/interop/kept-keys.ts'
import { openLanguage } from '../support/interop/languages.ts'
import { isBelieved, measure, type Measured } from '../support/interop/measure.ts'
import { CLIENT_SETTING_NAMES, type ClientSettingName } from '../support/interop/client-settings.ts'
import { openPanel } from '../support/interop/panel.ts'
import { PRESENTED } from '../support/interop/presented.ts'
import {
  allSeatsOf,
  isGoodAsItIs,
  seatAsItIs,
  seatsOfUsers,
  workingSeats,
  type Seat,
} from '../support/interop/seats.ts'
import { TOKEN_CLIENTS, type TokenClientRow } from '../support/interop/token-clients.ts'
import { TRIED } from '../support/interop/tried.ts'
import { registerAccounts, useClient, type Outcomes } from '../support/interop/use-clients.ts'
import { rightMarks, useAtSettings, type OutcomesAt } from '../support/interop/use-everywhere.ts'
import { VERIFIERS, type Language } from '../support/interop/verifiers.ts'

// Proof with clients that we did not write, in their languages: each is its own quick start, with nothing but the URL
// and the CA changed. docs/interop.md says what they make of the issuer; `npm test -- tests/interop -u` writes it anew.

const page = await readProjectFile('docs/interop.md').catch(() => '')
const present = VERIFIERS.filter((row) => verifierLack(row) === false)
const users = TOKEN_CLIENTS.filter((row) => tokenClientLack(row) === false)

let issuers: RunningIssuers
const children = new Map<Language, ForeignClients>()
let measured: Map<string, Measured>
const outcomes = new Map<string, Outcomes>()
let outcomesAt: OutcomesAt
// Each step has the time of a hook: all in one took longer than that on a busy machine.
beforeAll(async () => {
  issuers = await openIssuers()
  const { keysFolder } = issuers.default
  const languages = [...new Set([...present, ...users].map(({ language }) => language))]
  await allEnded(languages.map(async (each) => void children.set(each, await openLanguage(each, keysFolder))))
})
beforeAll(async () => {
  const accounts = await registerAccounts(issuers.default, issuers.default.urlOf(''))
  for (const row of users) outcomes.set(row.name, await useClient(row, childOf(row), accounts))
})
beforeAll(async () => {
  outcomesAt = await useAtSettings(users, childOf)
})
beforeAll(async () => {
  const seats = present.flatMap((row) => allSeatsOf(row).map((seat) => ({ ...seat, child: childOf(row) })))
  measured = await measure(openPanel(seats, issuers))
}, 600_000) // all verifiers start again for each way to change a key, one after the other
afterAll(async () => {
  await Promise.all([...children.values()].map((child) => child.close()))
  await issuers.close()
})

const childOf = ({ language }: { language: Language }) =>
  children.get(language) ?? expect.fail(`${language} was not started`)

const measuredOf = ({ id }: Seat) => measured.get(id) ?? expect.fail(`${id} was not asked`)

for (const row of VERIFIERS) {
  needs(verifierLack(row)).describe(row.name, () => {
    test(`${isGoodAsItIs(row) ? 'believes' : 'does not believe'} an issuer as it is, and believes it as its users set it`, () => {
      const { judged } = measuredOf(seatAsItIs(row))
      expect(isBelieved(judged.good), JSON.stringify(judged.good)).toBe(isGoodAsItIs(row))
      for (const seat of seatsOfUsers(row))
        expect(measuredOf(seat).judged.good, seat.id).toEqual({ subject: 'servicea' })
    })

    test('refuses what is not for it, not of the issuer, over or changed', () => {
      for (const seat of workingSeats(row)) {
        const { judged } = measuredOf(seat)
        for (const kind of PRESENTED) expect(isBelieved(judged[kind]), `${seat.id}: ${kind}`).toBe(kind === 'good')
      }
    })
  })

  needs(figuresLack(row, page)).describe(`the keys of ${row.name}`, () => {
    test.each(workingSeats(row))('a prepared rotation, one that is not, and a revoked key: $id', (seat) => {
      const { needsAhead, hearsOfKey, hearsOfRevocation, isDeafWhenBusy } = measuredOf(seat)
      const { ahead, newKey, revoked } = keptAt(row.keeps, seat.place)
      expect({ needsAhead, hearsOfKey }).toEqual({ needsAhead: ahead, hearsOfKey: newKey })
      expect(isDeafWhenBusy ? BUSY_ALONE : hearsOfRevocation).toBe(revoked)
    })
  })
}

function expectRight(row: TokenClientRow, outcome: Outcomes | undefined, setting?: ClientSettingName) {
  const tried = outcome ?? expect.fail('it was not used')
  const right = rightMarks(row, setting)
  for (const what of TRIED) expect(tried[what].mark, `${what}: ${tried[what].failed}`).toBe(right[what])
}

for (const row of TOKEN_CLIENTS) {
  needs(tokenClientLack(row)).describe(row.name, () => {
    test('gets tokens, does whatever else it can, and tells a wrong secret', () => {
      expectRight(row, outcomes.get(row.name))
    })

    test.each(CLIENT_SETTING_NAMES)('does the same at an issuer with %s', (setting) => {
      expectRight(row, outcomesAt.get(setting)?.get(row.name), setting)
    })
  })
}

test('a package that does not stand there in the version of the lock file is not installed, and the run says so', () => {
  const row = { ...VERIFIERS[0]!, source: { npm: 'not-there' } }
  expect(versionOf(row.source)).toBeUndefined()
  expect(verifierLack(row)).toContain('npm ci --prefix tests/interop')
})

describe('the page of the clients', () => {
  test('says what was measured; what is not installed here, or in another version, is as it was', async () => {
    await expect(
      renderPage(page, { verifiers: present, measured: measuredOf, outcomes, outcomesAt }),
    ).toMatchFileSnapshot(join(PROJECT, 'docs/interop.md'))
  })
})
