import { createGuessDelay, type GuessDelay } from '../oauth/proof/guess-delay.ts'
import { createAccounts } from './admin/accounts.ts'
import { openAdministration } from './admin/open-administration.ts'
import { createLoginAudit } from './audit/login-audit.ts'
import { peopleKeysOf } from './keys/open-people-keys.ts'
import type { PeopleRoutesParts } from './people-parts.ts'
import { askAsStoke, askStrictly } from './sources/choose-source.ts'
import { createLocalSource } from './sources/local-source.ts'
import { checkPresented } from './tokens/check-presented.ts'
import { createFamilies } from './tokens/families.ts'
import type { LoginParts } from './tokens/login.ts'
import { holderByFamily, holderByName } from './tokens/token-holder.ts'
import { tokensOfDialect } from './tokens/tokens-of-dialect.ts'

export type ComposedPeople = ReturnType<typeof composePeople>

/** Makes what the routes of people share, as the dialect of the configuration has it; by the names of the routes. */
export function composePeople(parts: PeopleRoutesParts) {
  const { config, store, clock, machine, directory, passwords, log } = parts
  const { dialect, tokens: settings, server } = config
  const { keySet, ...issuing } = issuingOf(parts)
  const { check, holderOf } = issuing
  const login = loginOf(parts)
  const { administration, audit } = openAdministration(parts)
  const loginAudit = createLoginAudit({ audit, directory, holderOf, log })
  const { now } = (parts.auditing ?? parts).clock
  const asking = { machine, timeout: server.timeout }
  const answers = { dialect, settings, tokens: issuing.tokens, store, clock, log, loginAudit, ...asking }
  const accounts = createAccounts({ administration, directory, passwords, guesses: login.guesses, now })
  return {
    keySet,
    login: { ...answers, login },
    renewal: { ...answers, check },
    admin: { administration, accounts, audit, check, holderOf, dialect, config, ...asking },
    console: { ...parts, login, loginAudit, administration, audit },
  }
}

/** How tokens are given out, and believed when they come back. */
function issuingOf({ config, store, clock, rings, directory }: PeopleRoutesParts) {
  const { dialect, tokens: settings } = config
  const families = createFamilies(store, clock.now)
  const { keys, source: byId, keySet } = peopleKeysOf(rings, config, clock, dialect === 'stoke')
  const facts = { settings, keys, families, findPerson: directory.findById, now: clock.now, source: byId }
  const { tokens, source } = tokensOfDialect(dialect, facts)
  const presented = { settings, keys, source, store, clock }
  return {
    keySet,
    tokens,
    check: (token: string) => checkPresented(token, presented),
    holderOf: dialect === 'stoke' ? holderByName(directory, settings) : holderByFamily(families),
  }
}

/** Who says whether a password is right; the original slows nobody down who guesses. */
function loginOf({
  config,
  machine,
  directory,
  passwords,
  control,
  otherDirectories: others = [],
}: PeopleRoutesParts): Omit<LoginParts, 'guesses'> & { guesses?: GuessDelay } {
  const { find } = directory
  const sources = { local: createLocalSource({ find, passwords }), others, find, passwords }
  if (config.dialect === 'stoke') return { authenticate: askAsStoke(sources) }
  const guesses = createGuessDelay(machine)
  control.onReset(guesses.forget)
  return { authenticate: askStrictly(sources), guesses }
}
