import { join } from 'node:path'
import { BACKGROUND_PATIENCE, waitAtMost } from '#core/files/unfinished'
import { versionOf } from '#core/files/file-version'
import { whyRefused } from '#core/files/file-trouble'
import { errorText } from '#core/error-text'
import { ClientsFault, parseClients } from './client-file.ts'
import { createRegister, type ClientParts, type Register } from './clients.ts'
import { CLIENTS_FILE, HANDED_OUT_IDS, readClientsFile } from './open-clients.ts'
import { secretWriter, type SecretWriter } from './secret-writer.ts'

/** How often the file is looked at. Milliseconds. */
const LOOK_AT_CLIENTS = 1000

/** Whoever mends a file reads the first of its faults. */
const MOST_FAULTS = 10

/** As much of a log as the watcher needs. */
export interface WatchLog {
  info(fields: object, event: string): void
  error(fields: object, event: string): void
}

export interface WatchClientsParts extends ClientParts {
  /** Where the file is: the factory's own folder. */
  folder: string
  /** As it was read last. */
  text: string
  log: WatchLog
  /** Takes over what the file says. */
  take: (register: Register) => void
}

/**
 * Looks at the file of clients every second, and takes it over when it has changed: no request ever waits for that. A
 * secret that has changed reaches the services' own files then; where one cannot be written, it is tried again, and the log says
 * so once. A file with a fault changes nothing: the clients that were there before stay, and the log names the faults, once.
 */
export function watchClients(parts: WatchClientsParts): { stop(): Promise<void> } {
  const { clock, folder, log } = parts
  const secrets = secretWriter(HANDED_OUT_IDS, parts)
  const path = join(folder, CLIENTS_FILE)
  let { text } = parts
  let seen: string | undefined
  /** Within one tick of its clock a disk writes twice at the same time: a change is read a second time, a turn later. */
  let isSettled = false
  let told: string | undefined
  let turn: Promise<void> | undefined

  async function look(): Promise<void> {
    const version = await versionOf(path)
    if (version === seen && isSettled) return secrets.tryAgain()
    const next = await readClientsFile(path) // what keeps it from being read may go away, and the file is the same
    isSettled = version === seen
    seen = version
    if (next === undefined) throw new ClientsFault(CLIENTS_FILE, ['(file)  is gone'])
    if (next !== text) await readClientsAgain(next, secrets, parts)
    text = next
    told = undefined
  }

  function tell(error: unknown): void {
    const faults = error instanceof ClientsFault ? error.faults : [`(file)  ${whyRefused(error) ?? errorText(error)}`]
    const more = faults.length - MOST_FAULTS
    const shown = faults.slice(0, MOST_FAULTS).map((fault) => fault.replace(/ {2,}/, ': '))
    const what = JSON.stringify(faults)
    if (what !== told) log.error({ faults: shown, ...(more > 0 && { more }), advice: AS_BEFORE }, 'clients-file-faulty')
    told = what
  }

  const stop = clock.every(
    LOOK_AT_CLIENTS,
    () =>
      (turn ??= look()
        .catch(tell)
        .finally(() => (turn = undefined))),
  )
  return {
    async stop() {
      stop()
      await waitAtMost(BACKGROUND_PATIENCE, clock, turn)
    },
  }
}

const AS_BEFORE = 'the clients that were registered before stay; mend clients.json, and it is read again'

async function readClientsAgain(text: string, secrets: SecretWriter, parts: WatchClientsParts): Promise<void> {
  const { take, log } = parts
  const declared = await parseClients(CLIENTS_FILE, text)
  take(await createRegister(declared, parts)) // before anybody finds a new secret in its file, and comes with it
  await secrets.write(declared)
  log.info({ clients: Object.keys(declared.clients).length }, 'clients-read-again')
}
