import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Environment } from '#core/config/setting'

/** What a client is told of the issuer: the URL, and for whom the tokens are. */
export interface ClientSettings {
  issuer: string
  audience: string
  algorithm: string
}

/** What a client makes of a token: whose it is, or why it refuses it, in its own words. */
export type Judged = { subject: string } | { refused: string }

/** What a client that asks for tokens is told. */
export interface ClientAccount {
  issuer: string
  id: string
  secret: string
  audience: string
  /** The private key of the client. */
  key: object
  /** That of a service account, as a file of Google has it: RSA, as PEM. */
  pem?: string
  /** Files of its certificate, and of the key of that. */
  certificate?: { cert: string; key: string }
  /** It sends JSON where it can, and not a form. */
  sendsJson?: true
  /** Its assertions are for the issuer, and not for the token endpoint, where it must be told. */
  assertsForIssuer?: true
}

/** What came of an act: nothing where the client cannot do it. */
export interface Used {
  said?: unknown
  failed?: string
}

/** Clients of one language in one process, which answers until it is closed. */
export interface ForeignClients {
  open(clients: { id: string; client: string; settings: ClientSettings }[]): Promise<void>
  ask(questions: { id: string; token: string }[]): Promise<Judged[]>
  /** Moves the clock of the process. */
  advance(seconds: number): Promise<void>
  use(act: { client: string; settings: ClientAccount; act: string; token?: string }): Promise<Used>
  close(): Promise<void>
}

/** Each language has its own way to be told of one more authority, and of nothing else. */
const TRUST = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']

/**
 * Starts a program of tests/interop that holds clients and asks them.
 * @param ca the file of the authority of the issuers; it must stay while the clients are asked
 * @param env of the program
 */
export function openForeignClients(
  [program = '', ...words]: readonly string[],
  ca: string,
  env: Environment,
): ForeignClients {
  const trust = Object.fromEntries(TRUST.map((variable) => [variable, ca]))
  const child = spawn(program, words, { env: { ...env, ...trust }, stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const say = async (question: object) => {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await answers.next()
    if (done) throw new Error(`${program} has ended, and says above why`)
    return JSON.parse(value)
  }
  return {
    open: (clients) => say({ open: clients }),
    ask: (questions) => say({ ask: questions }),
    advance: (seconds) => say({ advance: seconds }),
    use: (act) => say({ use: act }),
    async close() {
      const ended = once(child, 'close')
      child.stdin.end()
      await ended
    },
  }
}
