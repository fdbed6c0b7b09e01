import { cp, writeFile } from 'node:fs/promises'
import { Agent, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { residentMegabytes } from './floods.ts'
import { untilHealthy } from './play-all.ts'
import { freePorts } from './ports.ts'
import { nodeWords, start, testFolder } from './processes.ts'

/** How many guess at once. */
const GUESSERS = 96

/** Of this machine, and not that of those who guess. */
const OWNERS_ADDRESS = '127.0.0.2'

const CONFIG = (port: number) => `server: {port: ${port}, timeout: 120000}
database: {type: sqlite, sqlite: {file: stoke.db}}
logging: {level: info}
tokens: {algorithm: ECDSA, num_bits: 256, key_duration: 3h, token_duration: 30m, issuer: stoke-1}
`

interface PersonAnswer {
  status: number
  body: { token: string; refresh: string }
  milliseconds: number
}

/** `npm run people` with the seed's own people, and somebody who guesses passwords at it. */
export async function startGuessedPeople() {
  const folder = await testFolder()
  const [port = 0] = await freePorts(1)
  await writeFile(join(folder, 'config.yaml'), CONFIG(port))
  await cp('jwt-factory/people/example/dbinit.yaml', join(folder, 'dbinit.yaml'))
  const running = start(process.execPath, nodeWords('jwt-factory/people/main.ts', '-dbinit', 'dbinit.yaml'), { INIT_CWD: folder }) // prettier-ignore
  await untilHealthy(port)
  const strangers = new Agent({ keepAlive: true, maxSockets: GUESSERS })
  const owner = new Agent({ keepAlive: true, localAddress: OWNERS_ADDRESS })

  const headers = { 'content-type': 'application/json' }
  const ask = async (agent: Agent, path: string, body: string, more: object): Promise<IncomingMessage> => {
    const asked = request({ host: '127.0.0.1', port, path, agent, method: 'POST', headers: { ...headers, ...more } })
    asked.end(body)
    return new Promise((resolve, reject) => {
      // A connection that nobody used for long may be closed by the server while this is on its way: Node says to ask again.
      const again = () => ask(agent, path, body, more).then(resolve, reject)
      asked.once('response', resolve).once('error', (error) => (asked.reusedSocket ? void again() : reject(error)))
    })
  }
  const post = async (agent: Agent, path: string, body: object, more = {}): Promise<PersonAnswer> => {
    const begun = performance.now()
    const answer = await ask(agent, path, JSON.stringify(body), more)
    const said = JSON.parse(await text(answer))
    return { status: answer.statusCode ?? 0, body: said, milliseconds: performance.now() - begun }
  }

  const answered: Record<number, number> = {}
  return {
    /** How often each status was the answer to a guess. */
    answered,
    output: running.output,
    megabytes: () => residentMegabytes(running.pid),
    /** As whoever has the password, from an address of their own. */
    logIn: (username: string, password: string) => post(owner, '/api/login', { username, password }),
    logInAmidGuessers: (username: string, password: string) => post(strangers, '/api/login', { username, password }),
    renew: ({ token, refresh }: PersonAnswer['body']) => post(owner, '/api/renew', { refresh }, { authorization: `Bearer ${token}` }), // prettier-ignore
    /** Guesses so often, at the name that is told for each time. */
    async guess(times: number, nameOf: (at: number) => string): Promise<void> {
      let at = 0
      const guesser = async () => {
        while (at < times) {
          const username = nameOf(at++)
          const { status } = await post(strangers, '/api/login', { username, password: `wrong ${at}` })
          answered[status] = (answered[status] ?? 0) + 1
        }
      }
      await Promise.all(Array.from({ length: GUESSERS }, guesser))
    },
    close() {
      strangers.destroy()
      owner.destroy()
    },
  }
}

export type GuessedPeople = Awaited<ReturnType<typeof startGuessedPeople>>

/**
 * Somebody renews for as long as others guess, and logs in now and then.
 * @returns how long their answers took, in milliseconds
 */
export async function liveAmidGuesses(people: GuessedPeople, guesses: Promise<void>) {
  const others = { goOn: true }
  const over = guesses.finally(() => (others.goOn = false))
  const took = { renewals: [] as number[], logins: [] as number[] }
  const refused: number[] = []
  let { body } = await people.logIn('tester', 'tester')
  do {
    for (let count = 0; count < 10; count++) {
      const renewed = await people.renew(body)
      took.renewals.push(renewed.milliseconds)
      if (renewed.status === 200) body = renewed.body
      else refused.push(renewed.status)
    }
    const again = await people.logIn('tester', 'tester')
    took.logins.push(again.milliseconds)
    if (again.status === 200)
      body = again.body // of one login, only so many tokens live
    else refused.push(again.status)
  } while (others.goOn)
  await over
  return { took, refused }
}
