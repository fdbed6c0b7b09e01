import { comparesClaim, optional, shapeless, skips, takesClaim, together, weak } from '../weakness.ts'
import { isObject, type Claims } from '#core/token/claims'
import { NotAllowed, type TwinParts, type Weakness } from '../checks.ts'

const ours = ({ audience }: TwinParts) => audience
const bare = (address: string) =>
  address
    .toLowerCase()
    .replace(/\/$/, '')
    .replace(/^https?:\/\//, '')
    .replace(/:443$/, '')
const looksLike = (text: string) =>
  text.replaceAll(/[аеосрА-Я]/g, (letter) => ({ а: 'a', е: 'e', о: 'o', с: 'c', р: 'p' })[letter] ?? letter)
const inList = (is: (each: unknown) => boolean) => (aud: unknown, parts: TwinParts) =>
  [aud].flat(Infinity).some(is) ? ours(parts) : aud

/** What is wrong about for whom and by whom it is. */
export const IDENTITY_SWITCHES = {
  'aud-unchecked': weak('Nobody asks for whom it is', together(skips('audience'), shapeless('aud'), optional('aud'))),
  'aud-optional': weak(
    'A token that is for nobody is for everybody',
    together(optional('aud'), (strict, parts) => ({
      audience: (claims) => strict.audience({ aud: parts.audience, ...claims }),
    })),
  ),
  'aud-falsy-is-none': weak(
    'An audience that is empty is not looked at',
    takesClaim('aud', (aud, parts) => (!aud || (Array.isArray(aud) && aud.length === 0) ? ours(parts) : aud)),
  ),
  'aud-of-the-issuer-too': weak(
    'What is for the issuer is for everybody',
    takesClaim('aud', (aud, parts) => (aud === parts.issuer ? ours(parts) : aud)),
  ),
  'aud-begin-is-enough': weak(
    'An audience that begins with ours is ours',
    comparesClaim('aud', (claim, own) => claim.startsWith(own)),
  ),
  'aud-inside-ours': weak(
    'An audience that is a part of ours is ours',
    comparesClaim('aud', (claim, own) => claim !== '' && own.includes(claim)),
  ),
  'aud-holds-ours': weak(
    'An audience that has ours in it is ours',
    comparesClaim('aud', (claim, own) => claim.includes(own)),
  ),
  'aud-as-address': weak(
    'Audiences are compared as addresses',
    comparesClaim('aud', (claim, own) => bare(claim) === bare(own)),
  ),
  'aud-star': weak(
    'A star is every audience',
    comparesClaim('aud', (claim) => claim === '*'),
  ),
  'aud-object': weak(
    'An object with our name is for us',
    takesClaim('aud', (aud, parts) => (isObject(aud) && Object.hasOwn(aud, ours(parts)) ? ours(parts) : aud)),
  ),
  'aud-nested': weak(
    'Lists in a list of audiences are flattened',
    takesClaim('aud', (aud) => (Array.isArray(aud) ? (aud as unknown[]).flat(Infinity) : aud)),
  ),
  'aud-of-any-type': weak('Nobody looks at what else is in a list of audiences', shapeless('aud')),
  'aud-last-of-list-ignored': weak(
    'A list of audiences is good whatever is in it',
    takesClaim('aud', (aud, parts) =>
      Array.isArray(aud) && aud.length > 1 && aud.every((each) => typeof each === 'string') ? ours(parts) : aud,
    ),
  ),
  'aud-of-a-friend': weak(
    'What is for another service of the house is for us',
    takesClaim(
      'aud',
      inList((each) => each === 'https://servicec.sandbox.test'),
    ),
  ),
  'iss-unchecked': weak('Nobody asks who made it', together(skips('issuer'), shapeless('iss'), optional('iss'))),
  'iss-optional': weak(
    'A token need not say who made it',
    together(optional('iss'), (strict, parts) => ({
      issuer: (claims) => strict.issuer({ iss: parts.issuer, ...claims }),
    })),
  ),
  'iss-begin-is-enough': weak(
    'An issuer that begins with ours is ours',
    comparesClaim('iss', (claim, own) => claim.startsWith(own)),
  ),
  'iss-inside-ours': weak(
    'An issuer that is a part of ours is ours (CVE-2024-53861)',
    comparesClaim('iss', (claim, own) => own.includes(claim)),
  ),
  'iss-as-address': weak(
    'Issuers are compared as addresses',
    comparesClaim('iss', (claim, own) => bare(claim) === bare(own)),
  ),
  'iss-normalized': weak(
    'Issuers are normalized before they are compared',
    comparesClaim('iss', (claim, own) => claim.normalize('NFKC') === own),
  ),
  'iss-as-it-looks': weak(
    'Letters that look the same are the same',
    comparesClaim('iss', (claim, own) => looksLike(claim) === own),
  ),
  'iss-first-of-list': weak(
    'Of a list of issuers one is enough',
    takesClaim('iss', (iss, { issuer }) => (Array.isArray(iss) && iss.includes(issuer) ? issuer : iss)),
  ),
  'iss-empty-is-ours': weak(
    'An empty issuer is not looked at',
    comparesClaim('iss', (claim) => claim === ''),
  ),
  'iss-cut-at-nul': weak(
    'An issuer ends at a NUL',
    comparesClaim('iss', (claim, own) => claim.split('\0', 1)[0] === own),
  ),
  'sub-optional': weak('A token may be about nobody', optional('sub')),
  'sub-of-any-type': weak('Nobody looks at what a subject is', shapeless('sub')),
  'sub-cut-at-control': weak(
    'A subject ends at a control character',
    takesClaim('sub', (sub) => (typeof sub === 'string' ? sub.split(/\p{Cc}/u, 1)[0] : sub)),
  ),
  'sub-trimmed': weak(
    'White space around a subject is taken away before it is looked at',
    takesClaim('sub', (sub) => (typeof sub === 'string' ? sub.trim() : sub)),
  ),
  'sub-of-any-trust-domain': weak('SPIFFE ids of every trust domain are taken', skips('subject'), 'spiffe'),
  'client-id-optional': weak('A token need not say who asked for it', optional('client_id')),
  'jti-optional': weak('A token need not have an id', optional('jti')),
  'jti-of-any-type': weak('Nobody looks at what an id is', shapeless('jti')),
  'act-of-any-type': weak('Nobody looks at what an actor is', shapeless('act')),
  'act-prior-counts': weak(
    'An earlier actor has the right still',
    () => ({
      actor: ({ act }) => {
        if (!JSON.stringify(act ?? {}).includes('"servicea"')) throw new NotAllowed()
      },
    }),
    'actors',
  ),
  'only-the-signature': weak(
    'Whatever the issuer signed is good',
    together(
      (strict) => ({ shapes: (claims) => strict.shapes(isObject(claims) ? {} : claims) }),
      skips(
        'kind',
        'issuer',
        'audience',
        'subject',
        'required',
        'expiry',
        'notBefore',
        'issuedAt',
        'lifetime',
        'binding',
        'scope',
      ),
    ),
  ),
  'bound-tokens-as-bearer': weak('Nobody looks whether a token is bound to a key', skips('binding')),
  'bound-without-proof': weak('Of a bound token nobody asks the proof', skips('binding'), 'bound'),
  'certificate-from-a-header': weak(
    'Whoever says in a header which certificate it has, has it',
    (strict) => ({
      binding: (claims, request) => {
        if (!request.headers.some(([name]) => /cert/i.test(name))) strict.binding(claims, request)
      },
    }),
    'bound',
  ),
}

const scopes =
  (change: (scope: unknown, wanted: string) => unknown) =>
  (strict: Parameters<Weakness>[0], { scope: wanted = '' }: TwinParts) => ({
    scope: (claims: Claims) => strict.scope({ ...claims, scope: change(claims['scope'], wanted) }),
  })

/** What is wrong about what it allows, and what kind it is. */
export const SCOPE_SWITCHES = {
  'scope-unchecked': weak('Every good token may do everything', skips('scope')),
  'scope-optional': weak(
    'Without a scope everything is allowed',
    scopes((scope, wanted) => scope ?? wanted),
  ),
  'scope-substring': weak(
    'A scope that has the right one in it is the right one',
    scopes((scope, wanted) => (String(scope).includes(wanted) ? wanted : scope)),
  ),
  'scope-in-any-letters': weak(
    'The letters of a scope may be large',
    scopes((scope) => String(scope).toLowerCase()),
  ),
  'scope-star': weak(
    'A star is every scope',
    scopes((scope, wanted) => (scope === '*' ? wanted : scope)),
  ),
  'scope-with-commas': weak(
    'Commas stand between scopes too',
    scopes((scope) => String(scope).replaceAll(',', ' ')),
  ),
}
