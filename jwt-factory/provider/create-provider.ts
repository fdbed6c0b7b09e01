import type { RequestHandler } from 'express'
import type { AppParts } from '#core/http/app'
import type { Route } from '#core/http/routes'
import { createPages } from '#core/page/pages'
import type { KeyRings } from '#core/rings/key-rings'
import type { Store } from '#core/store/store'
import type { FactoryConfig } from '../config.ts'
import { createGuessDelay } from '../oauth/proof/guess-delay.ts'
import type { PeopleForLogin } from '../people/at-factory/people-for-login.ts'
import { createProviderAccounts } from './accounts.ts'
import type { LoginClients } from './clients/login-clients.ts'
import type { InteractionParts } from './interaction.ts'
import { createLateProvider } from './late-provider.ts'
import { openBefore } from './open-before.ts'
import { keysOfLoginRing } from './provider-keys.ts'
import { LOGIN_PATH } from './provider-paths.ts'
import { providerRoutes } from './provider-routes.ts'

export interface ProviderAtFactoryParts extends Pick<AppParts, 'machine' | 'log' | 'control'> {
  config: Pick<FactoryConfig, 'loginAudience' | 'tokenLifetimeSeconds' | 'keySetMaxAgeSeconds'>
  rings: KeyRings
  /** Where people stay as they are, whatever becomes of the clock. */
  lastingStore: Store
  clients: LoginClients
  people: PeopleForLogin
  /** Of the factory. */
  url: string
}

/** The OpenID provider of the factory, which logs people in in browsers: all of it is opened when somebody first asks. */
export function createProviderAtFactory(parts: ProviderAtFactoryParts): Route[] {
  const { config, machine, log, control, rings, lastingStore, clients, people, url } = parts
  const issuer = `${url.replace(/\/$/, '')}${LOGIN_PATH}`
  const accounts = createProviderAccounts(people.directory, issuer)
  const pages = createPages([], ['jwt-factory/provider/pages/login.css'], `${new URL(issuer).pathname}/assets`)
  const guesses = people.login.guesses ?? createGuessDelay(machine) // the dialect stoke has none of its own
  control.onReset(guesses.forget)
  const { tokenLifetimeSeconds, loginAudience: audience } = config
  const late = createLateProvider({
    issuer,
    keys: keysOfLoginRing(rings),
    rings,
    clients,
    accounts,
    audience,
    tokenLifetimeSeconds,
    store: lastingStore,
    machine,
    log,
    makePages: async () => (await import('./pages/provider-pages.ts')).createProviderPages(pages),
  })
  control.alsoSay(() => (control.clock.isMoved() && late.isOpen() ? [LOGIN_CLOCK] : []))
  const interaction: InteractionParts = {
    ...people,
    login: { ...people.login, guesses },
    current: late.current,
    pages,
    log,
  }
  const later =
    (name: 'showInteraction' | 'takeInteraction'): RequestHandler =>
    async (request, response, next) =>
      (await import('./interaction.ts'))[name](interaction)(request, response, next)
  const routes = providerRoutes({
    current: late.current,
    issuer,
    rings,
    accounts,
    machine,
    maxLifetimeSeconds: tokenLifetimeSeconds,
    maxAgeSeconds: config.keySetMaxAgeSeconds,
    log,
    show: later('showInteraction'),
    take: later('takeInteraction'),
    pages,
  })
  return people.opening(routes.map((one) => ({ ...one, handlers: [openBefore(late.open), ...one.handlers] })))
}

const LOGIN_CLOCK = `what ${LOGIN_PATH} gives out, and its sessions, go by the clock of the machine all the same`
