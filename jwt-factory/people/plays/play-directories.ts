import { randomInt } from 'node:crypto'
import { Problem } from '#core/http/problem'
import type { Store } from '#core/store/store'
import { createDirectory, DIRECTORIES, type Directory } from '../directory/directory.ts'
import type { DirectoryDocument } from '../directory/document.ts'

/** So many plays have a directory at once. Each takes some two kilobytes of the store. */
const MOST_DIRECTORIES = 1000

/** A play that does not end is over by then. Milliseconds. */
const LIFE_OF_A_DIRECTORY = 300_000

/** So many places are tried before a play is told to come again. */
const MOST_TRIES_FOR_A_PLACE = 12

/** How a directory answers. */
export interface PlayManner {
  readonly dialect: 'strict' | 'stoke'
  /** Whether a value may have a comma in it. */
  readonly unsafeClaims: boolean
}

export interface PlayDirectory extends PlayManner {
  readonly name: string
  readonly directory: Directory
}

/**
 * A directory for each play, so that none meets what another has changed, nor the people that are administered. It is thrown away at the end of
 * the play, and by itself after five minutes. Several factories on one store share them.
 * @param now milliseconds since 1970
 */
export function createPlayDirectories(store: Store, now: () => number) {
  const until = () => now() + LIFE_OF_A_DIRECTORY
  return {
    /** @throws Problem too-many-requests while there are too many */
    async open({ dialect, unsafeClaims }: PlayManner, document: DirectoryDocument): Promise<string> {
      for (let tries = 0; tries < MOST_TRIES_FOR_A_PLACE; tries++) {
        const name = [dialect, ...(unsafeClaims ? ['unsafe'] : []), randomInt(MOST_DIRECTORIES)].join('-')
        if (await store.add(DIRECTORIES, playSlot(name), JSON.stringify(document), until())) return name
      }
      throw new Problem('too-many-requests', 'Too many plays have a directory of people. Ask again in a moment.', {
        headers: { 'retry-after': '2' },
      })
    },

    /** @throws Problem not-found for one that is over */
    async find(name: string): Promise<PlayDirectory> {
      const [, dialect, unsafe] = PLAY_NAME.exec(name) ?? []
      if (dialect === undefined || (await store.get(DIRECTORIES, playSlot(name))) === undefined)
        throw new Problem('not-found', 'There is no such directory: its play is over.')
      return {
        name,
        dialect: dialect === 'stoke' ? 'stoke' : 'strict',
        unsafeClaims: unsafe !== undefined,
        directory: createDirectory(store, playSlot(name), until()),
      }
    },

    close: (name: string): Promise<boolean> => store.delete(DIRECTORIES, playSlot(name)),
  }
}

export type PlayDirectories = ReturnType<typeof createPlayDirectories>

const PLAY_NAME = /^(strict|stoke)(-unsafe)?-\d{1,4}$/

/** All kinds share the places, so that there are not several times as many. */
const playSlot = (name: string): string => `play-${name.split('-').at(-1)}`
