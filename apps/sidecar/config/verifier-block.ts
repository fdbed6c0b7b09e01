import { z } from 'zod'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import {
  serverUrl,
  keyBlock,
  choiceOf,
  goDuration,
  listWith,
  maybeKey,
  filePath,
  positiveDuration,
  someText,
  typedBlock,
  upstreamAddress,
  oneWord,
  trueOrFalse,
  WHATEVER_ELSE,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import { identityBlock } from './identity-block.ts'
import { keyServerBlock } from './key-server-block.ts'
import { listenerKeys, readListener } from './listener-keys.ts'
import { nonceBlock } from './nonce-block.ts'
import type { VerifierConfig } from './sidecar-config.ts'

/** One of `verifier_proxies`, when it is enabled. */
export const verifierBlock = (place: ConfigPlace) =>
  keyBlock({ ...verifierProxyKeys(place), verifier: judgeBlock(place) })
    .superRefine(checkVerifier, WHATEVER_ELSE)
    .transform((given): VerifierConfig => {
      const { verifier, key_file, crt_file } = given
      return {
        ...readListener(given, 8081),
        ...(key_file && crt_file && { tls: { keyFile: key_file, certificateFile: crt_file } }),
        upstream: verifier.upstream,
        ...(verifier.trusted_certificates && { trustedCertificates: verifier.trusted_certificates }),
        audience: verifier.audience,
        audienceMatch: verifier.audience_match ?? 'origin',
        maxSkew: verifier.max_skew ?? ONE_MINUTE,
        maxTtl: verifier.max_ttl ?? 5 * ONE_MINUTE,
        algorithms: verifier.algorithms ?? ['RS256', 'ES256', 'EdDSA'],
        tokenTypes: verifier.token_types ?? ['JWT'],
        requiredClaims: verifier.required_claims ?? [],
        basicPassword: verifier.basic_password ?? false,
        issuers: verifier.issuers ?? issuersOf(verifier),
        keyServer: verifier.key_server,
        nonces: verifier.nonce_storage ?? { type: 'local', purgeInterval: 0 },
        claimsVerifiers: (verifier.claims_verifiers ?? []).map(({ options }) => options),
        excludes: verifier.excludes ?? [],
        // The original adds nothing to a request.
        identity: verifier.identity ?? { type: given.dialect === 'jwtproxy' ? 'none' : 'headers' },
      }
    })

export const verifierProxyKeys = (place: ConfigPlace) => ({
  ...listenerKeys(place),
  key_file: maybeKey(filePath(place)),
  crt_file: maybeKey(filePath(place)),
})

const judgeBlock = (place: ConfigPlace) =>
  keyBlock({
    upstream: upstreamAddress(place),
    trusted_certificates: maybeKey(listWith(filePath(place))),
    audience: someText,
    audience_match: maybeKey(oneWord(['origin', 'exact'])),
    max_skew: maybeKey(goDuration),
    max_ttl: maybeKey(positiveDuration),
    algorithms: maybeKey(
      listWith(z.enum(ALL_ALGORITHMS, `is not one of ${ALL_ALGORITHMS.join(', ')}`)).min(1, 'is empty'),
    ),
    token_types: maybeKey(
      z.union([z.literal('any'), listWith(someText).min(1, 'is empty')], 'is neither a list nor any'),
    ),
    required_claims: maybeKey(listWith(someText)),
    basic_password: maybeKey(trueOrFalse),
    issuers: maybeKey(z.union([z.literal('any'), listWith(someText).min(1, 'is empty')], 'is neither a list nor any')),
    key_server: keyServerBlock(place),
    nonce_storage: maybeKey(nonceBlock(place)),
    claims_verifiers: maybeKey(listWith(staticClaims)),
    excludes: maybeKey(listWith(excludedPath)),
    identity: maybeKey(identityBlock(place)),
  })

const staticClaims = z.discriminatedUnion(
  'type',
  [typedBlock('static', z.record(someText, z.unknown(), 'is not a block of claims'))],
  choiceOf('static'),
)

const excludedPath = someText.regex(
  /^(?!.*\/\.{1,2}(?:\/|$))\/(?:[\w!$&'()+,\-.:;=@~]+\/)*(?:[\w!$&'()+,\-.:;=@~]*|\*)$/,
  'is not a path: write /healthz, or /public/* for all below it, without a query and without percents',
)

/** A key server that knows one issuer, or a claim that is held against one, says it. Otherwise it is whoever has a key. */
function issuersOf({ key_server, claims_verifiers }: Judging): readonly string[] | 'any' {
  if (key_server.type === 'preshared') return [key_server.issuer]
  const said = (claims_verifiers ?? []).map(({ options }) => options['iss']).filter((iss) => typeof iss === 'string')
  return said.length > 0 ? [...new Set(said)] : 'any'
}

type Judging = Pick<z.output<ReturnType<typeof judgeBlock>>, 'key_server' | 'claims_verifiers'>

/** Any of it may be missing, or of another kind: that is told elsewhere. */
interface VerifierTogether {
  key_file?: string | undefined
  crt_file?: string | undefined
  listen_addr?: { kind: string; scheme?: 'http' | 'https' } | undefined
  dialect?: 'strict' | 'jwtproxy' | undefined
  verifier?: {
    audience?: unknown
    audience_match?: 'origin' | 'exact' | undefined
    nonce_storage?: { type: string } | undefined
  }
}

function checkVerifier(
  { key_file, crt_file, listen_addr, dialect, verifier }: VerifierTogether,
  context: z.RefinementCtx,
): void {
  const say = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const isTls = key_file !== undefined && crt_file !== undefined
  if ((key_file === undefined) !== (crt_file === undefined))
    say(
      [key_file === undefined ? 'key_file' : 'crt_file'],
      'is missing: TLS needs a key and a certificate, in a file each',
    )
  if (isTls && listen_addr?.kind === 'socket')
    say(['listen_addr'], 'is a socket: there is no TLS on it. Leave key_file and crt_file out')
  if (isTls && listen_addr?.scheme === 'http')
    say(['listen_addr'], 'begins with http://, yet key_file and crt_file ask for TLS')
  if (!isTls && listen_addr?.scheme === 'https')
    say(['listen_addr'], 'begins with https://: TLS needs key_file and crt_file')
  if (dialect === 'jwtproxy' && verifier?.nonce_storage?.type === 'store')
    say(
      ['verifier', 'nonce_storage', 'type'],
      'is store, and the dialect of the original remembers in its own memory: write local',
    )
  const { audience, audience_match } = verifier ?? {}
  if (audience_match !== 'exact' && someText.safeParse(audience).success && !serverUrl.safeParse(audience).success)
    say(
      ['verifier', 'audience'],
      'is not an http:// or https:// URL: write scheme, host and port, or audience_match: exact',
    )
}
