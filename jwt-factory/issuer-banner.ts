import { join } from 'node:path'
import { isPlainUrl } from '#core/config/plain-url'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import { shellWord } from '#core/process/quote-for-shell'
import type { Algorithm } from '#core/token/algorithms'
import { OPEN_NOTE } from './open-issuer.ts'
import type { Client, Clients } from './registered-clients/clients.ts'

/** What a verifier and a client must know of an issuer that runs. */
export interface IssuerFacts {
  /** With its real port. */
  url: string
  /** Of the key that signs now. */
  algorithm: Algorithm
  /** Whether /issueToken speaks for it, to its clients. */
  hasAnyClaims: boolean
  /** Whether any client is good (OPEN=1). */
  isOpen: boolean
  clients: Clients
}

type BannerClient = Pick<Client, 'id' | 'audiences'>

/** A client that may ask for a token, and whose secret is in a file of its own: the first of them. */
export async function clientForBanner(clients: Clients, keysFolder: string): Promise<BannerClient | undefined> {
  for (const client of clients.values()) {
    const isUseful = client.audiences.length > 0 && /^[\w.-]+$/.test(client.id)
    if (isUseful && (await readClientSecret(keysFolder, client.id)) !== undefined) return client
  }
  return undefined
}

/** What a verifier must know, and what a client needs to get a token. */
export interface ForVerifiers {
  issuer: string
  keySet: string
  /** Whom its tokens are for, where a client is known. */
  audience?: string | undefined
  algorithm: Algorithm
  /** Its certificate authority; absent over plain HTTP. */
  ca?: string
  tokens: string
  client?: string
  secretFile?: string
}

/**
 * The same for a program, or for whoever reads a log: one event with fields.
 * @param keysFolder by its whole path
 */
export function forVerifiers(
  { url, algorithm }: Pick<IssuerFacts, 'url' | 'algorithm'>,
  keysFolder: string,
  client: BannerClient | undefined,
): ForVerifiers {
  const at = (path: string) => `${url.replace(/\/$/, '')}/${path}`
  return {
    issuer: url,
    keySet: at('jwks'),
    audience: client?.audiences[0],
    algorithm,
    ...(!isPlainUrl(url) && { ca: join(keysFolder, 'tls', 'ca.pem') }),
    tokens: at('token'),
    ...(client && { client: client.id, secretFile: clientSecretFile(keysFolder, client.id) }),
  }
}

/**
 * What a person sees who starts the issuer: what to tell a verifier, and how a client gets a token.
 * @param keysFolder by its whole path: whoever reads this works in another folder
 */
export function issuerBanner(
  { url, algorithm, hasAnyClaims, isOpen }: Omit<IssuerFacts, 'clients'>,
  keysFolder: string,
  client: BannerClient | undefined,
): string {
  const {
    issuer,
    keySet,
    audience = 'AUDIENCE',
    ca,
    tokens,
    ...known
  } = forVerifiers({ url, algorithm }, keysFolder, client)
  const caFile = shellWord(ca ?? '')
  const overTls = (...lines: string[]) => (ca === undefined ? [] : lines)
  const { client: id = 'CLIENT', secretFile } = known
  const secret = secretFile === undefined ? 'SECRET' : `$(cat ${shellWord(secretFile)})`
  const curl = ['curl', ...overTls('--cacert', caFile), '-u', `"${id}:${secret}"`].join(' ')
  const form = `-d grant_type=client_credentials -d ${shellWord(`audience=${audience}`)}`
  const openClaims = `-d ${shellWord('claims={"sub": "alice", "roles": ["clerk"]}')}`
  const openForm = '-d grant_type=client_credentials -d audience=https://api.example.com'
  const openCurl = ['curl', ...overTls('--cacert', caFile), openForm, openClaims].join(' ')
  const anyClaims = '-H "content-type: application/json" -d \'{"aud": "https://api.example.com", "roles": ["clerk"]}\''
  return [
    '\nThe issuer is ready. What your verifier must know:\n',
    `  issuer     ${issuer}`,
    `  key set    ${keySet}`,
    `  audience   ${audience}`,
    `  algorithm  ${algorithm}`,
    ...overTls(
      `  CA         ${caFile}`,
      '\nSo that your Node program trusts the CA; npm run keys -- --trust knows other runtimes:\n',
      `  export NODE_EXTRA_CA_CERTS=${caFile}`,
    ),
    '\nA token, in another terminal:\n',
    `  ${curl} ${form} ${shellWord(tokens)}`,
    ...(isOpen
      ? [`\n${OPEN_NOTE}. With claims of your own:\n`, `  ${openCurl} ${shellWord(tokens)}`]
      : hasAnyClaims
        ? [
            '\nOne with any claims:\n',
            `  ${curl} ${anyClaims} ${shellWord(tokens.replace(/token$/, 'issueToken/alice'))}`,
          ]
        : ['\nFACTORY_ISSUER=discovery gives its clients tokens with any claims.']),
    ...(client
      ? []
      : [`\nClients and their secrets stand in ${shellWord(join(keysFolder, 'jwt-factory', 'clients.json'))}.`]),
    '\ndocs/issuer.md has whole programs to copy. Ctrl-C stops the issuer.\n\n',
  ].join('\n')
}
