import type { RequestHandler } from 'express'
import type { Control } from '#core/control/control'
import type { Route } from '#core/http/routes'
import { errorText } from '#core/error-text'
import type { Log } from '#core/log'
import type { KeyRings } from '#core/rings/key-rings'
import { PEOPLE_RING } from '../keys/open-people-keys.ts'
import type { PeopleRings } from '../people-parts.ts'

/** What is there once people are open. */
interface OpenPeople {
  rings: KeyRings
  close(): Promise<void>
}

export interface LatePeopleParts {
  /** Fills the directory, and opens the keys. */
  open(): Promise<OpenPeople>
  control: Pick<Control, 'onReset'>
  log: Pick<Log, 'warn'>
}

export interface LatePeople {
  /** Those that are open; whoever asks for them stands behind `opening`. */
  rings: PeopleRings
  /** The same routes, each of which opens people first. */
  opening(routes: readonly Route[]): Route[]
  /** Has anybody asked for them? */
  isOpen(): boolean
  close(): Promise<void>
}

/**
 * People that are opened when somebody first asks for them: a start makes no key for them, reads no file and writes nothing. Where it
 * cannot be opened, whoever asks is told so, and the next one may have more luck.
 */
export function createLatePeople({ open, control, log }: LatePeopleParts): LatePeople {
  let opening: Promise<OpenPeople> | undefined
  let opened: OpenPeople | undefined
  let isClosed = false

  const openOnce = () =>
    (opening ??= open().then(
      (all) => (opened = all),
      (error: unknown) => {
        opening = undefined
        log.warn({ reason: errorText(error) }, 'people-not-opened')
        throw error
      },
    ))

  const openFirst: RequestHandler = async (_request, _response, next) => {
    if (!opened) await openOnce()
    next()
  }

  function rings(): KeyRings {
    if (!opened || isClosed) throw new Error('people are not open')
    return opened.rings
  }

  // What a clock that was moved has made is gone then, and the first key may be among it.
  control.onReset(async () => {
    await opened?.rings.tick()
    await opened?.rings.ensure(PEOPLE_RING)
  })

  return {
    rings: {
      active: (ringId) => rings().active(ringId),
      published: (ringId) => rings().published(ringId),
      life: (ringId) => rings().life(ringId),
      source: (ringId) => ({ select: (hint) => rings().source(ringId).select(hint) }),
    },
    opening: (routes) => routes.map((one) => ({ ...one, handlers: [openFirst, ...one.handlers] })),
    isOpen: () => opened !== undefined && !isClosed,
    async close() {
      isClosed = true
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}
