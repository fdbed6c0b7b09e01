import type { ToldKeys, ToldKeySet } from '#core/control/told-keys'
import { KEY_OWNERS, type KeyOwner } from '#core/config/processes'
import { Problem } from '#core/http/problem'
import type { AskProcess } from '../../console/live/ask.ts'

/** All public keys of a sandbox that runs, and its time. */
export interface SandboxKeys {
  /** By the clock of the factory: milliseconds since 1970. */
  now: number
  sets: ToldKeySet[]
  /** Who did not answer, a sentence each, without its full stop. */
  notes: string[]
}

const THE_FACTORY = 'jwt-factory'

/**
 * Asks the factory and the services whose keys there are: by a look that makes no key, and that nobody takes for traffic.
 * @throws Problem where the factory does not tell; it says why
 */
export async function askSandbox(ask: AskProcess): Promise<SandboxKeys> {
  const look = async (name: KeyOwner): Promise<ToldKeys> => {
    const { status, body } = await ask(name, { method: 'GET', path: '/control/keys' })
    if (status === 200) return body as ToldKeys // of our own process: it fits its operation
    const { detail = `${name} answered ${status}.` } = Object(body) as { detail?: string }
    throw new Problem('peer-unreachable', detail, { members: { peer: name } })
  }
  const notes: string[] = []
  const services = KEY_OWNERS.filter((name) => name !== THE_FACTORY)
  const [{ now, sets }, ...others] = await Promise.all([
    look(THE_FACTORY),
    ...services.map((name) =>
      look(name).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error
        notes.push(`${name} does not answer, so its own keys are not known`)
        return { now: 0, sets: [] }
      }),
    ),
  ])
  return { now, sets: [...sets, ...others.flatMap((each) => each.sets)], notes }
}
