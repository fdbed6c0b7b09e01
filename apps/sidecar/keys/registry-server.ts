import { errorText } from '#core/error-text'
import type { RequestContext } from '#core/trace/request-context'
import type { KeyServerConfig } from '../config/sidecar-config.ts'
import { KeyFileFault } from './key-file-fault.ts'
import { isRegistryName, keyAddress, keysAddress, REGISTRY_NAME_RULE } from './key-names.ts'
import { KEYS_OF_NOBODY, type KeyServer, type KeyServerParts, type KeyServerState } from './key-server-state.ts'
import type { OutsideAnswer, OutsideClient } from '#core/http/outside-client'
import { readKeyList, type KeyList } from './listed-keys.ts'
import { openOutsideClient, shownAddress } from './outside-client.ts'
import { readRegistryAnswer, type RegistryAnswer } from './registry-answer.ts'
import { createRegistryKeys, type KeyQuestion } from './registry-keys.ts'

/** Where nothing else is said. Milliseconds. */
const KEY_PATIENCE = 2000
const MINUTE = 60_000
/** A key has some hundred bytes. */
const LARGEST_KEY = 16_000
const LARGEST_LIST = 200_000

/** @throws KeyFileFault for an issuer that no registry can be asked for, or a file of certificates that cannot be used */
export async function openRegistryServer(
  { registry: address, cache, trustedCertificates, serverName }: KeyServerConfig & { type: 'keyregistry' },
  parts: KeyServerParts,
): Promise<KeyServer> {
  const { issuers, clock, machine = clock, host } = parts
  const odd = issuers === 'any' ? undefined : issuers.find((issuer) => !isRegistryName(issuer))
  if (odd !== undefined) {
    throw new KeyFileFault(
      `issuers: ${JSON.stringify(odd)} can have no keys at a key registry: a name becomes a part of an address there, and has ${REGISTRY_NAME_RULE}`,
    )
  }
  const client = await openOutsideClient({
    address,
    caller: 'jwt-sandbox-verifier',
    machine,
    ...(trustedCertificates && { trustedCertificates }),
    ...(serverName !== undefined && { serverName }),
    ...(host !== undefined && { host }),
  })
  return registryServer(client, cache, { ...parts, asked: { registry: shownAddress(address) } })
}

interface RegistryServerParts extends KeyServerParts {
  /** Who is asked, for the log. */
  asked?: { registry: string }
}

/** The same with a client that is there. */
export function registryServer(
  client: OutsideClient,
  cache: (KeyServerConfig & { type: 'keyregistry' })['cache'],
  {
    issuers,
    clock,
    machine = clock,
    patience = KEY_PATIENCE,
    log,
    registryName = 'the key registry',
    asked,
  }: RegistryServerParts,
): KeyServer {
  let trouble: KeyServerState['trouble']

  function ask({ issuer, kid, etag }: KeyQuestion, context?: RequestContext): Promise<RegistryAnswer> {
    context?.recorder.step({ verb: 'asks', what: `for the key "${kid}" of ${issuer}`, to: registryName })
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    const question = { path: keyAddress(issuer, kid), headers, maxBytes: LARGEST_KEY }
    return asking(question, (answer) => readRegistryAnswer(answer, kid))
  }

  function list(issuer: string, context?: RequestContext): Promise<KeyList> {
    const what = `for all keys of ${issuer}: too many are asked for one by one`
    context?.recorder.step({ verb: 'asks', what, to: registryName })
    return asking({ path: keysAddress(issuer), headers: {}, maxBytes: LARGEST_LIST }, readKeyList)
  }

  async function asking<Read>(
    { path, headers, maxBytes }: { path: string; headers: Record<string, string>; maxBytes: number },
    read: (answer: OutsideAnswer) => Read | Promise<Read>,
  ): Promise<Read> {
    try {
      const question = { path: client.base + path, headers, maxBytes }
      const done = await read(await client.ask({ method: 'GET', patience, ...question }))
      trouble = undefined
      return done
    } catch (error) {
      const what = errorText(error)
      if (what !== trouble?.what) log.warn({ what, ...asked }, 'key-registry-trouble')
      trouble = { what, since: trouble?.since ?? clock.now() }
      throw error
    }
  }

  const keys = createRegistryKeys({
    ask,
    list,
    isNamed: (issuer) => issuers !== 'any' && issuers.includes(issuer),
    longest: cache?.duration ?? Infinity,
    clock,
    machine,
    log,
    registryName,
  })
  const stop = clock.every(cache?.purgeInterval ?? MINUTE, () => keys.purge())

  return {
    keysOf(issuer, context) {
      if (issuers !== 'any' && !issuers.includes(issuer)) return KEYS_OF_NOBODY
      return { select: (hint) => keys.select(issuer, hint, context) }
    },
    state: () => ({ type: 'keyregistry', keys: keys.size, ...(trouble && { trouble: { ...trouble } }) }),
    async close() {
      stop()
      await client.close()
    },
  }
}
