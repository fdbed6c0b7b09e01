import { readConfig } from '#core/config/read-config'
import { readGivenPair } from '#core/http/certificates/given-pair'
import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall, Host } from '#core/process/run-process'
import { startFault } from '#core/process/start-failure'
import { createTraces } from '#core/trace/recorder'
import { createDirectory } from './directory/directory.ts'
import { EMPTY_DIRECTORY } from './directory/document.ts'
import { loadInitFile } from './dbinit/load-init-file.ts'
import { openLogFile } from './log-file.ts'
import { openPeople, openPeopleStore } from './open-people.ts'
import { openArgon2id } from './passwords/argon2id.ts'
import { openPasswordPrompt } from './passwords/ask-password.ts'
import { hashPassword } from './passwords/hash-password.ts'
import { createPasswords } from './passwords/passwords.ts'
import { readPeopleFiles, shownConfig, warnOfOpenPeopleFiles } from './people-files.ts'
import { peopleTlsFiles } from './people-port.ts'
import { createLogTail } from './telemetry/log-tail.ts'
import { peopleSettings } from './settings.ts'

const SUBCOMMANDS = ['migrate', 'validate', 'hash-password']

/**
 * Does what stands behind `npm run people`, but for `hash-password`.
 * @returns what runs, or the exit code where nothing does
 * @throws UsageFault, and Error with a message for the person at the terminal
 */
export async function runPeople(call: CommandCall): Promise<{ close(): Promise<void> } | number> {
  const { words, options, env, clock, terminal } = call
  const [subcommand] = words
  if (subcommand !== undefined && !SUBCOMMANDS.includes(subcommand))
    throw new UsageFault(`There is no "${subcommand.slice(0, 40)}", only ${SUBCOMMANDS.join(', ')}.`)
  if (subcommand === 'validate') return validateFiles(call)
  const { config, init, given, written } = await readPeopleFiles(options, env)
  const { host: address, ...settings } = readConfig(peopleSettings, env)
  const { level, isPretty, toStandardOutput, file } = config.logging
  const logFile = await openLogFile(file, toStandardOutput ? terminal.write : () => {}, terminal.tell)
  const format = isPretty ? 'pretty' : 'json'
  const logTail = createLogTail()
  const write = (line: string) => (logFile.write(line), logTail.add(line))
  const log = createLog({ name: 'people', level, format, clock, write })
  await warnOfOpenPeopleFiles(config, written, log)
  const tellPassword = (name: string, password: string) =>
    terminal.tell(`The superuser "${name}" was made. The password is shown this once: ${password}\n`)
  const world = {
    ...settings,
    host: address,
    clock,
    log,
    logTail,
    init,
    tellPassword,
    traces: createTraces('people', clock),
  }
  try {
    if (subcommand === 'migrate') {
      const store = await openPeopleStore(config, world)
      const { users, groups, claims } = await createDirectory(store).read().finally(store.close)
      terminal.tell(
        `The database is filled. Users: ${users.length}, groups: ${groups.length}, claims: ${claims.length}.\n`,
      )
      await logFile.close()
      return 0
    }
    const running = await openPeople(config, world)
    return { close: () => running.close().finally(logFile.close) }
  } catch (error) {
    await logFile.close()
    throw await explainListen(error, `with server.port in ${given}`, clock)
  }
}

/** Says all that is wrong. Nothing was to start, so it is not said that it cannot. @returns the exit code */
async function validateFiles({ options, env, clock, terminal }: CommandCall): Promise<number> {
  try {
    const { config, init, given } = await readPeopleFiles(options, env)
    if (init) loadInitFile(EMPTY_DIRECTORY, init, { rules: config.rules, now: clock.now() })
    if (config.server.tls) await readGivenPair(peopleTlsFiles(config.server.tls), clock.now())
    terminal.write(shownConfig(config))
    terminal.tell(`${[given, init?.file].filter(Boolean).join(' and ')} can be used.\n`)
    return 0
  } catch (error) {
    terminal.tell(`${startFault(error)}\n`)
    return 1
  }
}

/** Asks for a password, and prints what a -dbinit file has of it. @returns the exit code */
export async function askAndHash(host: Host, { terminal }: CommandCall): Promise<number> {
  const { argon2id, close } = openArgon2id()
  const prompt = openPasswordPrompt(host.stdin, host.stderr)
  try {
    const said = await hashPassword(prompt, createPasswords(argon2id).make)
    if ('print' in said) terminal.write(said.print)
    else terminal.tell(`${said.fault}\n`)
    return 'print' in said ? 0 : 1
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`${error.message}.`, { cause: error }) // it says nothing of the password
    throw error
  } finally {
    await Promise.all([prompt.close(), close()])
  }
}
