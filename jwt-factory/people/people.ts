import type { Express } from 'express'
import { createApp } from '#core/http/app'
import { jsonBody } from '#core/http/input'
import { mountRoutes, refuseOtherMethods } from '#core/http/mount-routes'
import { describeRoutes, openToListed, openToPages, route, watchRoute, type Route } from '#core/http/routes'
import { sendJson } from '#core/http/send'
import { housePages } from '#core/page/pages'
import { createGuessDelay } from '../oauth/proof/guess-delay.ts'
import { healthz } from '../routes/healthz.ts'
import { createAccounts } from './admin/accounts.ts'
import { openAdministration } from './admin/open-administration.ts'
import { adminRoutes } from './admin/routes/admin-routes.ts'
import { createLoginAudit } from './audit/login-audit.ts'
import { adminConsole } from './console/admin-pages.ts'
import { peopleKeysOf } from './keys/open-people-keys.ts'
import { ANY_ORIGIN, type PeopleParts, type PeopleRoutesParts } from './people-parts.ts'
import { availableProviders, publishPeopleKeys } from './routes/public-answers.ts'
import { logIn } from './routes/log-in.ts'
import { renewToken } from './routes/renew-token.ts'
import { askAsStoke, askStrictly } from './sources/choose-source.ts'
import { createLocalSource } from './sources/local-source.ts'
import { anyPublishedKey, checkPresented } from './tokens/check-presented.ts'
import { createFamilies } from './tokens/families.ts'
import { stokeTokens } from './tokens/stoke-tokens.ts'
import { strictTokens } from './tokens/strict-tokens.ts'
import { holderByFamily, holderByName } from './tokens/token-holder.ts'
import { watchPeople, type WatchedPeople } from './telemetry/watch-people.ts'

/** People log in and get tokens, which anybody can check. */
export function createPeople(parts: PeopleParts): Express {
  const { guard, control } = parts
  const watched = parts.watch && watchPeople({ ...parts, watch: parts.watch }, () => routes)
  const routes: Route[] = [...peopleRoutes(parts, watched), ...ownRoutes(parts, () => routes)]
  return createApp(parts, (app) => {
    for (const handler of watched?.handlers() ?? []) app.use(handler)
    mountRoutes(app, routes, { guard, control })
    app.use(refuseOtherMethods(routes, guard))
  })
}

/** What a directory of people has where it runs by itself. */
const ownRoutes = ({ name, rings, clock, config }: PeopleParts, all: () => Route[]): Route[] => [
  watchRoute(route('GET /healthz', 'whether it can issue and verify', healthz({ rings, clock, note: () => ({}) }))),
  route('GET /', 'what there is', (_request, response) =>
    sendJson(response, 200, { service: name, dialect: config.dialect, routes: describeRoutes(all()) }),
  ),
  housePages.route, // of the page that says what went wrong
]

/**
 * All that people can call, whichever process has it.
 * @param watched what shows how they are; absent: the process shows that by itself
 */
export function peopleRoutes(parts: PeopleRoutesParts, watched?: WatchedPeople): Route[] {
  const {
    config,
    store,
    clock,
    machine,
    rings,
    directory,
    passwords,
    log,
    control,
    otherDirectories: others = [],
  } = parts
  const { dialect, tokens: settings } = config
  const isStoke = dialect === 'stoke'
  const { keys, source, keySet } = peopleKeysOf(rings, config, clock, isStoke)
  const families = createFamilies(store, clock.now)
  const tokens = isStoke
    ? stokeTokens({ settings, keys, now: clock.now })
    : strictTokens({ settings, keys, families, findPerson: directory.findById, now: clock.now })
  const guesses = createGuessDelay(machine)
  control.onReset(guesses.forget)
  const holderOf = isStoke ? holderByName(directory, settings) : holderByFamily(families)
  const { administration, audit } = openAdministration(parts)
  const loginAudit = createLoginAudit({ audit, directory, holderOf, log })
  const slowdown = isStoke ? undefined : guesses // the original slows nobody down
  const local = createLocalSource({ find: directory.find, passwords })
  const login = {
    authenticate: (isStoke ? askAsStoke : askStrictly)({ local, others, find: directory.find, passwords }),
    ...(slowdown && { guesses: slowdown }),
  }
  const presented = { settings, keys, source: isStoke ? anyPublishedKey(keys) : source, store, clock }
  const answers = { dialect, settings, tokens, store, clock, machine, log, loginAudit, timeout: config.server.timeout }
  const check = (token: string) => checkPresented(token, presented)
  const accounts = createAccounts({ administration, directory, passwords, guesses: slowdown, now: clock.now })
  const admin = {
    administration,
    accounts,
    audit,
    check,
    holderOf,
    dialect,
    config,
    machine,
    timeout: config.server.timeout,
  }
  const toPages = config.server.allowedOrigins.includes(ANY_ORIGIN) ? openToPages : openToListed
  return [
    toPages(route('POST /api/login', 'a token for whoever has name and password', jsonBody, logIn({ ...answers, login }))), // prettier-ignore
    toPages(
      route(
        'POST /api/renew /api/refresh',
        'the next token, for the last one and its refresh value',
        jsonBody,
        renewToken({ ...answers, check }),
      ),
    ),
    openToPages(route('GET /api/pkeys', 'the public keys, and when to ask for them again', publishPeopleKeys(keySet))),
    toPages(
      route('GET /api/available_providers', 'whose passwords are taken, besides our own', availableProviders(others)),
    ),
    ...adminRoutes(admin).map(openToListed),
    ...(watched?.routes(admin) ?? []),
    ...adminConsole({ ...parts, login, loginAudit, administration, audit }),
  ]
}
