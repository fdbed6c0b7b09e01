import { createRequire } from 'node:module'
import type * as undici from 'undici'

const require = createRequire(import.meta.url)

/**
 * undici's pool, without its `fetch`, caches, cookies and mocks, and without Node's `fetch`, which these ask for: a call
 * dispatches a request, and no more (core/http/collect-answer.ts).
 */
export const Pool: typeof undici.Pool = require('undici/lib/dispatcher/pool.js')

/** One connection of a pool. */
export const UndiciClient: typeof undici.Client = require('undici/lib/dispatcher/client.js')

/** What the pool says of a peer to whom there was no connection in time. */
export const { ConnectTimeoutError }: typeof undici.errors = require('undici/lib/core/errors.js')

/** How a pool connects over TLS. */
export type Connector = undici.buildConnector.connector
export const buildConnector: typeof undici.buildConnector = require('undici/lib/core/connect.js')
