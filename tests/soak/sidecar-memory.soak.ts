import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage } from 'node:http'
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { openServer } from '../support/forwarding.ts'
import { keyFolder, runJwtproxy } from '../support/jwtproxy-program.ts'
import { PRESHARED_KEYS, signerBlock, verifierBlock } from '../jwtproxy/parties.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords } from '../support/processes.ts'
import { needs } from '../support/needs.ts'
import { soakSize } from '../support/soak-size.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 1000)
const PIECE = Buffer.alloc(1_000_000, 'x')
/** A proxy that held what passes would need all of it. Bytes. */
const FLAT = 200_000_000

const OURS = { program: process.execPath, words: nodeWords('apps/sidecar/main.ts', 'jwtproxy'), isStandIn: true }

/** Signer and verifier in a process of their own, before a service that takes and gives as much as there is. */
async function openBoth() {
  const folder = await keyFolder()
  const [signer = 0, verifier = 0] = await freePorts(2)
  const service = createServer((asked, response) => {
    asked.resume().on('end', () => void sendMuch(response, asked.url === '/much' ? MEGABYTES : 0))
  })
  const { port } = await openServer(service)
  const block = verifierBlock(verifier, { upstream: `http://127.0.0.1:${port}`, keys: PRESHARED_KEYS })
  const yaml = `jwtproxy:${signerBlock(signer)}\n  verifier_proxies:${block}\n`
  const { pid } = await runJwtproxy(OURS, folder, yaml, [signer, verifier])
  return { signer, verifier, memory: () => memoryOf(pid) }
}

const onLinux = needs(process.platform !== 'linux' && 'the memory of another process is read as Linux tells it')

onLinux.test(
  `${MEGABYTES} MB up, and as many down, through signer and verifier need no more memory than a few`,
  async () => {
    const { signer, verifier, memory } = await openBoth()
    const warm = await exchange(signer, `http://127.0.0.1:${verifier}/`, 1)
    expect(warm).toEqual({ status: 200, received: 0 })
    const before = await memory()
    const { status, received } = await exchange(signer, `http://127.0.0.1:${verifier}/much`, MEGABYTES)
    expect({ status, received }).toEqual({ status: 200, received: MEGABYTES * PIECE.length })
    const after = await memory()
    console.log(`the sidecars: ${toMegabytes(before.now)} MB before, ${toMegabytes(after.most)} MB at most`)
    expect(after.most - before.now).toBeLessThan(FLAT)
  },
)

async function exchange(signer: number, path: string, megabytes: number) {
  const asked = ask({ host: '127.0.0.1', port: signer, path, method: 'POST', agent: false })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  await sendMuch(asked, megabytes)
  const [answer] = await answered
  let received = 0
  for await (const piece of answer) received += (piece as Buffer).length // bytes: no encoding is set
  return { status: answer.statusCode, received }
}

async function sendMuch(to: NodeJS.WritableStream, megabytes: number): Promise<void> {
  for (let sent = 0; sent < megabytes; sent++) if (!to.write(PIECE)) await once(to, 'drain')
  to.end()
}

const toMegabytes = (bytes: number) => Math.round(bytes / 1_000_000)

/** How much memory a process has, and has had at most. Bytes. */
async function memoryOf(pid: number): Promise<{ now: number; most: number }> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? NaN)
  return { now: kilobytes('VmRSS') * 1024, most: kilobytes('VmHWM') * 1024 }
}
