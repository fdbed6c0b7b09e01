import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { ClientSettings, ForeignClients, Judged } from '../../../apps/drill/foreign-clients.ts'
import { INTEROP } from './installed.ts'
import { writePublicKey } from './public-key.ts'

const run = promisify(execFile)

/** A program that is running: it answers each line with one. */
interface Answering {
  process: ChildProcess
  say(line: string): Promise<string>
}

/** Programs in C, one process for each client: they are given a public key when they start, and know no other. */
export async function openCPrograms(keysFolder: string): Promise<ForeignClients> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-c-'))
  const running = new Map<string, Answering>()

  async function open({ id, client, settings }: { id: string; client: string; settings: ClientSettings }) {
    await end(running.get(id))
    const [program, key] = [join(folder, client), join(folder, `${running.size}.pem`)]
    await run('cc', ['-o', program, join(INTEROP, 'c', `${client}.c`), '-ljwt'])
    await writePublicKey(key, keysFolder, settings)
    running.set(id, start(program, [key, settings.issuer, settings.audience, settings.algorithm]))
  }

  const answerOf = async (id: string, line: string) => running.get(id)?.say(line) ?? ''
  return {
    async open(clients) {
      for (const client of clients) await open(client)
    },
    async ask(questions) {
      const answers: Judged[] = []
      for (const { id, token } of questions) answers.push(judgedOf(await answerOf(id, token)))
      return answers
    },
    async advance(seconds) {
      for (const id of running.keys()) await answerOf(id, `+${seconds}`)
    },
    use: async () => ({}),
    async close() {
      for (const each of running.values()) await end(each)
    },
  }
}

function start(program: string, words: string[]): Answering {
  const process = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
  return {
    process,
    async say(line) {
      process.stdin.write(`${line}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error(`${program} has ended`)
      return value
    },
  }
}

const judgedOf = (line: string): Judged =>
  line.startsWith('subject ') ? { subject: line.slice('subject '.length) } : { refused: line }

async function end(running: Answering | undefined): Promise<void> {
  if (running === undefined) return
  const ended = once(running.process, 'close')
  running.process.stdin?.end()
  await ended
}
