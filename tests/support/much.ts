import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request as ask, type IncomingMessage } from 'node:http'

/** What a proxy passes on may take of its memory, however much it is: one that held it would need all of it. Bytes. */
export const FLAT_MEMORY = 200_000_000

const MEGABYTE = Buffer.alloc(1_000_000, 'x')

export async function sendMuch(to: NodeJS.WritableStream, megabytes: number): Promise<void> {
  for (let sent = 0; sent < megabytes; sent++) if (!to.write(MEGABYTE)) await once(to, 'drain')
  to.end()
}

/** Sends so many megabytes, and counts what comes back: bytes. */
export async function exchangeMuch(
  where: { port: number; path: string; headers?: Record<string, string> },
  megabytes: number,
) {
  const asked = ask({ host: '127.0.0.1', ...where, method: 'POST', agent: false })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  await sendMuch(asked, megabytes)
  const [answer] = await answered
  let received = 0
  for await (const piece of answer) received += (piece as Buffer).length // bytes: no encoding is set
  return { status: answer.statusCode, received }
}

/** How much memory a process has, and has had at most, as Linux tells it. Bytes. */
export async function memoryOf(pid: number): Promise<{ now: number; most: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? NaN)
  return { now: kilobytes('VmRSS') * 1024, most: kilobytes('VmHWM') * 1024 }
}
