import { z } from 'zod'
import { REGISTERED } from '../signer/registered-claims.ts'
import {
  keyBlock,
  listWith,
  maybeKey,
  goDuration,
  fieldName,
  originAddress,
  filePath,
  positiveDuration,
  someText,
  integerWithin,
  oneWord,
  trueOrFalse,
  WHATEVER_ELSE,
  type ConfigPlace,
} from '#core/config/file-kinds'
import { ONE_MINUTE } from '#core/config/go-duration'
import { listenerKeys, readListener } from './listener-keys.ts'
import { privateKeyBlock } from './private-key-block.ts'
import type { SignerConfig } from './sidecar-config.ts'

/** 128 bits, at six for each letter. */
const SHORTEST_NONCE = 22
const LONGEST_NONCE = 512

/** `signer_proxy`, when it is enabled. */
export const signerBlock = (place: ConfigPlace) =>
  keyBlock({
    ...signerProxyKeys(place),
    signer: tokenBlock(place),
  })
    .superRefine(checkSigner, WHATEVER_ELSE)
    .transform((given): SignerConfig => {
      const { signer, ca_key_file, ca_crt_file, trusted_certificates, destinations } = given
      return {
        ...readListener(given, 8080),
        ...(ca_key_file && ca_crt_file && { interception: { keyFile: ca_key_file, certificateFile: ca_crt_file } }),
        ...(trusted_certificates && { trustedCertificates: trusted_certificates }),
        insecureSkipVerify: given.insecure_skip_verify ?? false,
        ...(destinations && { destinations }),
        existingAuthorization: given.existing_authorization ?? 'replace',
        reuse: given.reuse ?? false,
        issuer: signer.issuer,
        expirationTime: signer.expiration_time ?? 5 * ONE_MINUTE,
        maxSkew: signer.max_skew ?? ONE_MINUTE,
        nonceLength: signer.nonce_length ?? 32,
        claims: signer.claims ?? {},
        claimsFromHeaders: signer.claims_from_headers ?? {},
        privateKey: signer.private_key,
      }
    })

export const signerProxyKeys = (place: ConfigPlace) => ({
  ...listenerKeys(place),
  ca_key_file: maybeKey(filePath(place)),
  ca_crt_file: maybeKey(filePath(place)),
  trusted_certificates: maybeKey(listWith(filePath(place))),
  insecure_skip_verify: maybeKey(trueOrFalse),
  destinations: maybeKey(listWith(originAddress)),
  existing_authorization: maybeKey(oneWord(['replace', 'reject', 'keep'])),
  reuse: maybeKey(trueOrFalse),
})

const tokenBlock = (place: ConfigPlace) =>
  keyBlock({
    issuer: someText.max(200, 'is longer than 200 letters'),
    expiration_time: maybeKey(positiveDuration),
    max_skew: maybeKey(goDuration),
    nonce_length: maybeKey(integerWithin(SHORTEST_NONCE, LONGEST_NONCE)),
    claims: maybeKey(z.record(someText, z.unknown(), 'is not a block of claims').superRefine(refuseFilledIn)),
    claims_from_headers: maybeKey(
      z.record(someText, fieldName, 'is not a block of claims').superRefine(refuseFilledIn),
    ),
    private_key: privateKeyBlock(place),
  })

/** What the signer says itself cannot be said by somebody else. */
function refuseFilledIn(claims: Record<string, unknown>, context: z.RefinementCtx): void {
  for (const claim of Object.keys(claims)) {
    if (REGISTERED.includes(claim))
      context.addIssue({ code: 'custom', path: [claim], message: 'is a claim that the signer itself fills in' })
  }
}

interface SignerTogether {
  ca_key_file?: string | undefined
  ca_crt_file?: string | undefined
  listen_addr?: { scheme?: 'http' | 'https' } | undefined
}

function checkSigner({ ca_key_file, ca_crt_file, listen_addr }: SignerTogether, context: z.RefinementCtx): void {
  const say = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  if ((ca_key_file === undefined) !== (ca_crt_file === undefined)) {
    const missing = ca_key_file === undefined ? 'ca_key_file' : 'ca_crt_file'
    say(missing, 'is missing: an authority has a key and a certificate, in a file each')
  }
  if (listen_addr?.scheme === 'https')
    say('listen_addr', 'begins with https://: a forward proxy is asked over plain HTTP')
}
