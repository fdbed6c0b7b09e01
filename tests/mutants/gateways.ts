import { mutantsOf } from './mutant.ts'

const KONG = 'core/access/dialects/kong'
const PLUGINS = ['core/access/kong-plugin-access.test.ts', 'core/access/kong-plugin-consumers.test.ts']
const STATELESS = ['core/access/kong-stateless-access.test.ts']

/** What a gateway with consumers decides. */
export const GATEWAY_MUTANTS = [
  ...mutantsOf(
    'core/token/gateway-algorithms.ts',
    ['core/token/gateway-algorithms.test.ts'],
    [
      ['the public key is a secret', ["if ((row.kind === 'secret') !== (key.type === 'secret')) return false\n", '']],
      ['a signature of another length is a bug', ['signature.length === right.length && ', '']],
      [
        'a key of any curve will do',
        ['row.curve === undefined || key.asymmetricKeyDetails?.namedCurve === row.curve', 'true'],
      ],
      ['a private key is a public one', ["if (pem.includes('PRIVATE KEY'))", "if (pem === 'PRIVATE KEY')"]],
    ],
  ),
  ...mutantsOf(`${KONG}/locations.ts`, PLUGINS, [
    ['the word Bearer stands at the beginning', ['/[Bb]earer', '/^[Bb]earer']],
    ['an empty argument is a token', [" && value !== ''", '']],
    ['escapes in a query stand for themselves', ['replace(/%([\\da-f]{2})/gi', 'replace(/%([\\da-f]{9})/gi']],
  ]),
  ...mutantsOf(`${KONG}/lax-token.ts`, PLUGINS, [
    [
      'any algorithm is known',
      ['if (!isGatewayAlgorithm(alg)) throw', "if (!isGatewayAlgorithm(alg) && alg !== 'none') throw"],
    ],
  ]),
  ...mutantsOf(`${KONG}/plugin-claims.ts`, PLUGINS, [
    [
      'the header comes before the claims',
      ['inClaims === undefined || inClaims === false', 'memberIn(header, name) !== undefined'],
    ],
    ['a token is good in the second in which it ends', ['value <= seconds', 'value < seconds']],
    ['the first fault is all that is said', ['Object.fromEntries(faults)', 'Object.fromEntries([first])']],
    ['a token without an end is short', ["typeof exp !== 'number' || exp", "typeof exp === 'number' && exp"]],
    ['a signature has any length', ['if (length !== undefined && signature.length !== length)', 'if (length === 1)']],
  ]),
  ...mutantsOf(`${KONG}/plugin.ts`, PLUGINS, [
    [
      'the token chooses its algorithm',
      [
        'if (credential.algorithm !== algorithm) throw',
        "if (credential.algorithm !== algorithm && algorithm === 'RS256') throw",
      ],
    ],
    [
      'nobody looks at the signature',
      [
        'if (!(await checkGatewaySignature(form.signed, signature, key, algorithm)))',
        'if (form.signed === String(signature) + key.type + (await checkGatewaySignature("", signature, key, algorithm)))',
      ],
    ],
  ]),
  ...mutantsOf(`${KONG}/answers.ts`, PLUGINS, [
    ['whoever sent nothing hears of an error', ["reason === 'no-credentials' ? [] : ", '']],
    [
      'whoever belongs to nobody hears of a challenge',
      ["...(check !== 'consumer' && { 'www-authenticate': challenge })", "'www-authenticate': challenge"],
    ],
    ['errors are JSON, whoever asks', ['if (form && weight > most)', 'if (form && weight > 9)']],
  ]),
  ...mutantsOf(`${KONG}/identity-headers.ts`, STATELESS, [
    ['a value ends its line', ['[^\\x20-\\x24\\x26-\\x7e]', '[^\\x00-\\x24\\x26-\\x7e]']],
    ['a value that begins well is not looked at to its end', ['/^[!-$&-~]+$/', '/^[!-$&-~]+/']],
  ]),
  ...mutantsOf(`${KONG}/stateless.ts`, STATELESS, [
    [
      'the black list is asked first',
      [
        "const { trust, consumerClaim = 'sub', now, isBlackListed, cache } = parts",
        "const { trust, consumerClaim = 'sub', now, cache } = parts; const isBlackListed = parts.isBlackListed && (() => false)",
      ],
    ],
    [
      'a secret is enough, whatever the signature',
      [
        'if (!(await checkGatewaySignature(signedIn(e), e.form.signatureBytes, secret, algorithm)))',
        'if (secret.type === algorithm)',
      ],
    ],
    [
      'a list that is away is an empty one',
      ["throw new AccessRefused('cannot-decide', { cause })", 'isThere = cause === undefined'],
    ],
  ]),
  ...mutantsOf('core/access/black-list.ts', STATELESS, [
    ['an entry ends with its token', [' + KEPT_BEYOND_ITS_END', '']],
    ['what has no end is forgotten', ['exp === undefined ? undefined : ', '']],
  ]),
  ...mutantsOf('core/access/kong-plugin-access.ts', PLUGINS, [
    [
      'with anonymous, the last one counts',
      ['if (config.anonymous !== undefined && found.identity) {', 'if (config.anonymous === clock.now.name) {'],
    ],
    ['OPTIONS is never checked', ['!config.runOnPreflight && ', '']],
    [
      'that an end was not noticed is not told',
      [
        "recorder.step({ verb: 'fails', what: 'to notice",
        "if (exp < 0) recorder.step({ verb: 'fails', what: 'to notice",
      ],
    ],
  ]),
  ...mutantsOf(
    'core/access/rate-limits.ts',
    ['core/access/rate-limits.test.ts'],
    [
      ['a refusal counts', ['if (!stop) {', 'if (windows.length > 0) {']],
      ['who asks under new names fills the memory', ['while (counted.size > most)', 'while (counted.size > 1e9)']],
      ['a month has thirty days', ["window === 'year' ? 0 : date.getUTCMonth()", '0']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/gateway.ts',
    [
      'apps/gateway/hostile.test.ts',
      'apps/gateway/spoofed.test.ts',
      'apps/gateway/stateless/stateless.test.ts',
      'apps/gateway/web-sockets.test.ts',
    ],
    [
      [
        'a web socket outlives its token',
        ['const ends = isTunnel(request) && ', 'const ends = !isTunnel(request) && '],
      ],
      ['who it is, a client says, too', ['const remove = [...access.identityHeaders, ', 'const remove = [']],
      ['the service gets the token', ["access.description.forwardsToken ? [] : ['authorization']", '[]']],
      [
        'its own paths go on',
        ['if (own) return answered(await own)', 'if (own && context.trace.sampled) return answered(await own)'],
      ],
      ['reads are not counted', ['metrics.count(decision.kind', 'if (reads < 0) metrics.count(decision.kind']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/admin/admin.ts',
    ['apps/gateway/hostile.test.ts', 'apps/gateway/plugin/credentials.test.ts'],
    [
      ['anybody mints', ['if (!isLocalProgram(request)) return NOT_LOCAL', '']],
      [
        'a path that there is not goes on',
        ['own.has(firstWord(path)) ?', 'rows.some(({ pattern }) => pattern.test(path)) ?'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/stateless/open-stateless.ts',
    ['apps/gateway/stateless/stateless.test.ts'],
    [['a secret may be short', ['if (length < least)', 'if (length < 9)']]],
  ),
  ...mutantsOf(
    'apps/gateway/plugin/credentials.ts',
    ['apps/gateway/plugin/credentials.test.ts', 'apps/gateway/plugin/plugins.test.ts'],
    [
      ['a key is that of several', ["if (holder && holder !== before) return 'taken'\n", '']],
      ['a key that was changed is still good', ['if (before) keys.delete(before.key)', '']],
      ['a short secret is fine', ['if (bytes >= least) return', 'if (bytes >= 0) return']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/plugin/credential-routes.ts',
    ['apps/gateway/plugin/credentials.test.ts'],
    [
      ['a credential of another is shown', ['credential?.consumerId === id ?', 'credential ?']],
      ['an id that nobody has becomes a key', ['isCredentialId(idOrKey) ? put', 'idOrKey === "" ? put']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/plugin/credentials.ts',
    ['apps/gateway/admin/page-of.test.ts'],
    [
      ['credentials take as many bytes as they like', ["if (bytes + grows > MOST_CREDENTIAL_BYTES) return 'full'", '']],
      ['one that is changed gets another place', ['before?.place ?? made++', 'made++']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/admin/admin-fields.ts',
    ['apps/gateway/plugin/credentials.test.ts', 'apps/gateway/admin/admin-fields.test.ts'],
    [
      ['of two members the last counts', ['parseStrictJsonText(text)', 'JSON.parse(text)']],
      ['whoever is silent is waited for', ['await bodyInTime(request, machine)', 'await receiveBody(request)']],
    ],
  ),
  ...mutantsOf(
    'apps/gateway/admin/page-of.ts',
    ['apps/gateway/admin/page-of.test.ts'],
    [['a page is as long as it is asked for', ['if (room < 0 && data.length > 0) break', '']]],
  ),
  ...mutantsOf(
    'apps/neighbours/gateways/consumer-keys.ts',
    ['apps/neighbours/gateways/consumer-keys.test.ts'],
    [['a key that is known is asked for again', ['if (!named(kid)) {', '{']]],
  ),
]
