import { spawn, spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { needs } from './needs.ts'

/** The first Python on the PATH that has PyJWT and cryptography; another Python may stand before it. */
export const pythonWithPyJwt = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .map((folder) => join(folder, 'python3'))
  .find((program) => spawnSync(program, ['-c', 'import cryptography; from jwt import PyJWKClient']).status === 0)

/** Where this machine has PyJWT to test with (Debian: `apt-get install python3-jwt python3-cryptography`). */
export const withPyJwt = needs(pythonWithPyJwt === undefined && 'no python3 on the PATH has jwt and cryptography')

export interface Question {
  jwksUri: string
  token: string
  algorithm: string
  issuer: string
  audience: string
}

/** PyJWT, in a process of its own that answers until it is closed. */
export interface PyJwt {
  /** @returns for each question the claims, or the name of the error */
  ask(questions: Question[]): Promise<(string | Record<string, unknown>)[]>
  close(): void
}

/** @param ca the file of the trust anchor; it must stay while PyJWT is asked */
export function openPyJwt(ca: string): PyJwt {
  const child = spawn(pythonWithPyJwt ?? '', [join(import.meta.dirname, 'pyjwt.py')], {
    env: { ...process.env, SSL_CERT_FILE: ca },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    async ask(questions) {
      child.stdin.write(`${JSON.stringify(questions)}\n`)
      const { value, done } = await answers.next()
      if (done) throw new Error('python has ended, and says above why')
      return JSON.parse(value)
    },
    close: () => child.stdin.end(),
  }
}
