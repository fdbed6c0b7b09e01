import { spawn, type ChildProcess } from 'node:child_process'
import type { Clock } from '#core/clock'
import type { TokenCommand } from './token-command.ts'
import { isTokenText, type TokenSource } from './token-source.ts'

/** No token is so long: it has to fit into the head of a request. Bytes. */
const LONGEST_TOKEN_OUTPUT = 12_000

/** A program that was to say a token has not done so. Its message has nothing of what was said. */
export class TokenCommandFault extends Error {
  override readonly name = 'TokenCommandFault'
}

/**
 * A new token for each connection: what a program says. Nothing of its output is logged, and neither what it says beside it.
 * @param folder where relative paths of the command begin
 */
export const tokenFromCommand = (command: TokenCommand, folder: string, clock: Clock): TokenSource => ({
  renews: true,
  take: () => runTokenCommand(command, folder, clock),
})

/** @throws TokenCommandFault */
async function runTokenCommand({ words, shell, timeout }: TokenCommand, folder: string, clock: Clock): Promise<string> {
  const [program = '', ...args] = words
  const isGroup = process.platform !== 'win32' // it ends with all that it has started
  const child = spawn(program, args, { cwd: folder, shell, detached: isGroup, stdio: ['ignore', 'pipe', 'ignore'] })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const fail = (message: string) => reject(new TokenCommandFault(`the token command ${message}`))
  const pieces: Buffer[] = []
  let bytes = 0
  child.stdout.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (bytes > LONGEST_TOKEN_OUTPUT) fail(`says more than ${LONGEST_TOKEN_OUTPUT} bytes`)
    else pieces.push(piece)
  })
  child.once('error', ({ code }: NodeJS.ErrnoException) => fail(`cannot be run: ${WHY_NOT_RUN[code ?? ''] ?? code}`))
  child.once('close', (code, signal) => {
    const said = Buffer.concat(pieces).toString().trim()
    if (code !== 0) fail(code === null ? `was ended by ${signal}` : `ended with ${code}`)
    else if (isTokenText(said)) resolve(said)
    else fail(said === '' ? 'says nothing' : 'says something that is no token: it is to say the token alone')
  })
  const stop = clock.every(timeout, () => fail(`did not end within ${timeout} ms`))
  try {
    return await promise
  } finally {
    stop()
    endAll(child, isGroup)
  }
}

const WHY_NOT_RUN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'permission denied',
}

/** Whatever is left of it. */
function endAll(child: ChildProcess, isGroup: boolean): void {
  child.stdout?.destroy()
  if (child.pid === undefined || (child.exitCode !== null && !isGroup)) return
  try {
    process.kill(isGroup ? -child.pid : child.pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}
