import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { needs } from './needs.ts'

/** The first Python on the PATH that has PyJWT and cryptography; another Python may stand before it. */
const python = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .map((folder) => join(folder, 'python3'))
  .find((program) => spawnSync(program, ['-c', 'import cryptography; from jwt import PyJWKClient']).status === 0)

/** Where this machine has PyJWT to test with (Debian: `apt-get install python3-jwt python3-cryptography`). */
export const withPyJwt = needs(python === undefined && 'no python3 on the PATH has jwt and cryptography')

export interface Question {
  jwksUri: string
  token: string
  algorithm: string
  issuer: string
  audience: string
}

/** @returns for each question the claims, or the name of the error. Not synchronous: this process serves the key set */
export async function askPyJwt(questions: Question[], ca: string): Promise<(string | Record<string, unknown>)[]> {
  const child = spawn(python ?? '', [join(import.meta.dirname, 'pyjwt.py')], {
    env: { ...process.env, SSL_CERT_FILE: ca },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(JSON.stringify(questions))
  const [answers, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`python ended with ${code}: ${complaint}`)
  return JSON.parse(answers)
}
