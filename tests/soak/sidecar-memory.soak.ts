import { createServer } from 'node:http'
import { expect } from 'vitest'
import { openServer } from '../support/forwarding.ts'
import { keyFolder, runJwtproxy } from '../support/jwtproxy-program.ts'
import { PRESHARED_KEYS, signerBlock, verifierBlock } from '../jwtproxy/parties.ts'
import { exchangeMuch, FLAT_MEMORY, memoryOf, sendMuch } from '../support/much.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords } from '../support/processes.ts'
import { needs } from '../support/needs.ts'
import { soakSize } from '../support/soak-size.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 1000)

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
    const warm = await exchangeMuch({ port: signer, path: `http://127.0.0.1:${verifier}/` }, 1)
    expect(warm).toEqual({ status: 200, received: 0 })
    const before = await memory()
    const { status, received } = await exchangeMuch(
      { port: signer, path: `http://127.0.0.1:${verifier}/much` },
      MEGABYTES,
    )
    expect({ status, received }).toEqual({ status: 200, received: MEGABYTES * 1_000_000 })
    const after = await memory()
    console.log(`the sidecars: ${toMegabytes(before.now)} MB before, ${toMegabytes(after.most)} MB at most`)
    expect(after.most - before.now).toBeLessThan(FLAT_MEMORY)
  },
)

const toMegabytes = (bytes: number) => Math.round(bytes / 1_000_000)
