import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from '#core/http/node-http'

/** Somebody that the page asks, by its name in the mesh. */
export interface AskedBackend {
  name: string
  path: string
  /** 80 where it is absent. */
  port?: number
}

/** What came of it. `status` is absent where there was no answer. */
export interface BackendResult extends AskedBackend {
  status?: number
  /** The challenge of a refusal. */
  challenge?: string
  /** JSON where it was that, else text. */
  body?: unknown
  failure?: string
}

export interface BackendClient {
  /** It never throws: a failure is a result like others. */
  ask(backend: AskedBackend, headers: IncomingHttpHeaders): Promise<BackendResult>
  close(): void
}

/** A longer answer is none of a backend's. Bytes. */
const LARGEST_BODY = 100_000

/** Where nothing else is said. Milliseconds. */
const BACKEND_PATIENCE = 4000

/**
 * Asks by way of the sidecar of the page, which knows who is meant by a name.
 * @param socketPath where that listens; absent: whoever has the name, for in a cluster a sidecar takes what goes out
 * @param patience so long nothing may happen, in milliseconds
 */
export function createBackendClient(socketPath?: string, patience = BACKEND_PATIENCE): BackendClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })

  function ask({ name, path, port = 80 }: AskedBackend, headers: IncomingHttpHeaders): Promise<BackendResult> {
    const { promise, resolve } = Promise.withResolvers<BackendResult>()
    const fail = () => resolve({ name, path, failure: `${name} did not answer` })
    const asked = request(
      {
        ...(socketPath === undefined ? { host: name, port } : { socketPath }),
        path,
        agent,
        headers: { ...headers, host: name },
        timeout: patience,
      },
      (answer) => {
        const chunks: Buffer[] = []
        let size = 0
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          if ((size += chunk.length) > LARGEST_BODY) asked.destroy()
        })
        answer.on('error', fail)
        answer.on('end', () => {
          const { statusCode: status = 0, headers: its } = answer
          const challenge = its['www-authenticate']
          const body = readBody(Buffer.concat(chunks).toString())
          resolve({ name, path, status, ...(challenge !== undefined && { challenge }), body })
        })
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('it takes too long')))
    asked.on('error', fail)
    asked.end()
    return promise
  }

  return { ask, close: () => agent.destroy() }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
