import { join } from 'node:path'
import { playIssuerOf } from '#core/config/play-issuer'
import type { ToldKeySet } from '#core/control/told-keys'
import type { Route } from '#core/http/routes'
import { createSpacedStore } from '#core/store/spaced-store'
import { createLatePeople } from '../at-factory/late-people.ts'
import type { FactoryPeopleParts } from '../at-factory/factory-people-parts.ts'
import type { PeopleConfig } from '../config/people-config.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { rememberingPasswords } from './known-passwords.ts'
import { playConfig } from './play-config.ts'
import { createPlayDirectories } from './play-directories.ts'
import { createPlayPeople } from './play-people.ts'
import { routesOfPlays } from './play-routes.ts'

const PLAYS_OF_PEOPLE = 'play-people'

export type PlayPeopleOpening = Omit<FactoryPeopleParts, 'guard' | 'lastingStore'> & { passwords: Passwords }

export interface PlayPeopleOpened {
  routes: Route[]
  /** Their public keys, where somebody has played with them. */
  keySets(): ToldKeySet[]
  close(): Promise<void>
}

/** People of plays: a part of the store, and keys, that are those of nobody else. They are opened when somebody first plays with them. */
export function openPlayPeople(parts: PlayPeopleOpening): PlayPeopleOpened {
  const { store, clock, machine, log, control, passwords, folder, isShared, url } = parts
  const { storeSecret } = parts.config
  const own = createSpacedStore(store, PLAYS_OF_PEOPLE)
  const database: PeopleConfig['database'] = isShared
    ? { type: 'postgres', url: '' } // whatever it is: the store is open
    : { type: 'sqlite', file: join(folder, PLAYS_OF_PEOPLE) }
  const issuer = playIssuerOf(url)
  const config = playConfig({ issuer, database })
  const late = createLatePeople({
    control,
    log,
    async open() {
      const { openPeopleRings } = await import('../open-people.ts')
      return openPeopleRings(config, { store: own, clock, machine, layer: control.layer, storeSecret, log })
    },
  })
  const people = createPlayPeople({
    config,
    store: own,
    clock,
    rings: late.rings,
    passwords: rememberingPasswords(passwords),
  })
  const directories = createPlayDirectories(own, clock.now)
  const ownSet = () => ({ name: 'the people of plays', issuers: [issuer], keys: people.keySet().keys })
  const keySets = () => (late.isOpen() ? [ownSet()] : [])
  return { keySets, routes: late.opening(routesOfPlays({ directories, people, clock })), close: late.close }
}
