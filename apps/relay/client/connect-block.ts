import { z, type RefinementCtx } from 'zod'
import {
  absolutePath,
  keyBlock,
  maybeKey,
  positiveDuration,
  someText,
  trueOrFalse,
  WHATEVER_ELSE,
  type ConfigPlace,
  textOrNone,
} from '#core/config/file-kinds'
import { readTarget } from '#core/http/forward/target'
import type { RelayFile } from '../config/relay-config.ts'
import { notHere } from '../config/relay-kinds.ts'
import type { ClientTlsConfig, ConnectConfig } from './client-config.ts'
import { wordsOfCommand, type TokenCommand } from './token-command.ts'
import { isTokenText } from './token-source.ts'

const CONNECT_TIMEOUT = 30_000
const COMMAND_TIMEOUT = 10_000

/** Of Piko: also with the schemes of web sockets. */
const relayUrl = someText.transform((given, context): string => {
  const url = given.replace(/^ws(s?):\/\//i, 'http$1://')
  const fault = faultOfTarget(url) ?? (/[?#]/.test(url) ? 'has a query' : undefined)
  if (fault === undefined && !url.startsWith('unix:')) return url
  context.addIssue({ code: 'custom', message: fault ?? 'is not an http:// or https:// URL' })
  return z.NEVER
})

/** @returns what is wrong with it, as the end of a sentence */
export function faultOfTarget(address: string): string | undefined {
  try {
    readTarget(address)
    return undefined
  } catch (error) {
    return (error as TypeError).message // of readTarget
  }
}

/** A certificate and its key, and who is believed. */
export const clientTlsBlock = (place: ConfigPlace) =>
  keyBlock({
    cert: textOrNone,
    key: textOrNone,
    root_cas: textOrNone,
    insecure_skip_verify: maybeKey(trueOrFalse),
  }).transform((given, context): ClientTlsConfig => {
    const { cert, key, root_cas, insecure_skip_verify: isUnchecked = false } = given
    if ((cert === undefined) !== (key === undefined))
      context.addIssue({
        code: 'custom',
        path: [cert === undefined ? 'cert' : 'key'],
        message: 'is missing: a certificate is shown with its key',
      })
    return {
      isUnchecked,
      ...(root_cas !== undefined && { rootCas: fileNamed(root_cas, place) }),
      ...(cert !== undefined &&
        key !== undefined && { pair: { cert: fileNamed(cert, place), key: fileNamed(key, place) } }),
    }
  })

const fileNamed = (given: string, place: ConfigPlace): RelayFile => ({ given, path: absolutePath(given, place) })

const NO_TLS: ClientTlsConfig = { isUnchecked: false }

const commandText = z.union([z.string(), z.array(z.string())], 'is neither a text nor a list of texts')

/** What Piko has under `connect`, and how a token is renewed, which Piko cannot. @param url of the port that is meant, where nobody says */
export const connectBlock = (place: ConfigPlace, url: string) =>
  keyBlock({
    url: maybeKey(relayUrl),
    token: textOrNone.refine((token) => token === undefined || isTokenText(token), 'is no token: it has other signs'),
    token_command: maybeKey(commandText),
    token_command_shell: maybeKey(trueOrFalse),
    token_command_timeout: maybeKey(positiveDuration),
    tenant_id: textOrNone.refine((id = '') => /^[\x21-\x7e]{0,255}$/.test(id), 'cannot stand in a header'),
    timeout: maybeKey(positiveDuration),
    tls: maybeKey(clientTlsBlock(place)),
    proxy_url: notHere('a relay is dialled directly'),
    mux: notHere('the tunnel has bounds of its own'),
  })
    .superRefine(({ token, token_command }, context) => {
      if (token && token_command) context.addIssue({ code: 'custom', path: ['token'], message: ONE_OF_BOTH })
    }, WHATEVER_ELSE)
    .transform((given, context): ConnectConfig => {
      const { token, tenant_id: tenantId } = given
      const tokenCommand = commandFrom(given, context)
      return {
        url: given.url ?? url,
        ...(token !== undefined && { token }),
        ...(tokenCommand && { tokenCommand }),
        ...(tenantId !== undefined && { tenantId }),
        timeout: given.timeout ?? CONNECT_TIMEOUT,
        tls: given.tls ?? NO_TLS,
      }
    })

const ONE_OF_BOTH = 'stands beside a token command: leave one of them out'

interface GivenCommand {
  token_command?: string | string[] | undefined
  token_command_shell?: boolean | undefined
  token_command_timeout?: number | undefined
}

function commandFrom(given: GivenCommand, context: RefinementCtx): TokenCommand | undefined {
  const { token_command: command, token_command_shell: shell = false, token_command_timeout } = given
  if (command === undefined || command === '') return undefined
  const words = typeof command !== 'string' ? command : shell ? [command] : wordsOfCommand(command)
  const isGood = words !== undefined && words.length > 0 && words[0] !== '' && !(shell && words.length > 1)
  if (isGood) return { words, shell, timeout: token_command_timeout ?? COMMAND_TIMEOUT }
  const message = shell ? 'is for a shell, and has to be one text' : 'has a quote that is not closed, or no program'
  context.addIssue({ code: 'custom', path: ['token_command'], message })
  return undefined
}
