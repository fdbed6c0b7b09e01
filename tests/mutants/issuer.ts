import { mutantsOf } from './mutant.ts'

const FOR_ISSUER = 'jwt-factory/routes/issue-for-issuer.test.ts'
const PLAIN = 'tests/plain-issuer.sandbox.test.ts'

/** The issuer under its own name: where it is, for whom, and in whose name it signs. */
export const ISSUER_MUTANTS = [
  ...mutantsOf(
    'core/config/plain-url.ts',
    ['core/config/plain-url.test.ts'],
    [
      ['an issuer may be plain for everybody', ['if (!isLoopbackHost(host))', 'if (false)']],
      ['a plain issuer may have any name', ['if (isLoopbackName(name)) return []', 'if (name) return []']],
      ['an address of others may be said to lead here', ['if (isSaid && isIP(name) === 0)', 'if (isSaid)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-leads-here.ts',
    ['jwt-factory/issuer-leads-here.test.ts'],
    [
      ['the first address of a name counts alone', ['addresses.find(', 'addresses.slice(0, 1).find(']],
      ['an open issuer may have the name of another machine', [' && !open) return []', ') return []']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/config-clashes.ts',
    ['jwt-factory/start.test.ts'],
    [['nobody asks where the name of the issuer leads', ['await leadingElsewhere(config, machine, lookUp)', '[]']]],
  ),
  ...mutantsOf(
    'jwt-factory/routes/issuer-keys.ts',
    ['jwt-factory/routes/issuer-keys.test.ts'],
    [
      [
        'the key of the issuer is not that which is declared',
        ['algorithm ?? shapes.ofIssuer(issuer).algorithm', 'algorithm'],
      ],
      ['a key is made for any algorithm', ['algorithm !== undefined && !known.includes(algorithm)', 'false']],
      ['a new key is not of the declared algorithm', ['isPrepared, shapes.ofIssuer(issuer).algorithm', 'isPrepared']],
    ],
  ),
  ...mutantsOf(
    'core/config/factory-issuer.ts',
    ['core/config/factory-issuer.test.ts'],
    [
      [
        'a word that was meant to be another is the name of an issuer',
        ['OF_DISCOVERY || isUri(value)', "OF_DISCOVERY || value !== ''"],
      ],
    ],
  ),
  ...mutantsOf(
    'core/config/process-settings.ts',
    [PLAIN],
    [['a plain issuer is called by plain HTTP', ["if (name !== 'jwt-factory' || !isPlainUrl(url)) return", 'return']]],
  ),
  ...mutantsOf(
    'apps/service/start.ts',
    [PLAIN],
    [['a service takes any plain issuer', ['if (faults.length > 0) throw', 'if (faults.length < 0) throw']]],
  ),
  ...mutantsOf(
    'jwt-factory/config-clashes.ts',
    ['jwt-factory/config-clashes.test.ts'],
    [['the factory is a plain issuer for everybody', [' ...issuerUrlFaults(config),', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/factory-client/oauth-client.ts',
    [PLAIN],
    [['no route of a plain issuer is used', [' || origin === new URL(issuer).origin', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/factory-client/oauth-client.ts',
    ['jwt-factory/client-oauth.test.ts'],
    [
      [
        'a route may be at any address',
        ['if (origin === peer.origin || origin === new URL(issuer).origin)', 'if (origin)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/routes/issue-token.ts',
    [FOR_ISSUER, 'jwt-factory/routes/issue-lifetime.test.ts'],
    [
      [
        'anybody gets a token of the issuer',
        ['await proveClient(request)', '{ lifetimeSeconds: undefined, spend: async () => {} }'],
      ],
      [
        'a refused request uses an assertion up',
        ['    await spend()\n', ''],
        ['    const seconds =', '    await spend()\n    const seconds ='],
      ],
      ['a token lives longer than those of its client may', ['Math.min(lifetimeSeconds, limit)', 'lifetimeSeconds']],
      ['the lifetime of a form is lost', ['chooseSeconds([inAddress, inForm]', 'chooseSeconds([inAddress]']],
      ['a proof is good for any number of tokens', ['    await spend()\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    [FOR_ISSUER],
    [['no client is asked for', ['signatory.isIssuer && !config.open', 'signatory.isIssuer && config.open']]],
  ),
  ...mutantsOf(
    'jwt-factory/signatory.ts',
    [FOR_ISSUER],
    [
      ['the keys of the issuer sign for anybody', ['iss === main.url ? undefined', 'iss ? undefined']],
      [
        'a ring signs for the issuer',
        [
          'issuers.keyOf(main, shapes.of(main, undefined, String([aud].flat()[0])).algorithm)',
          "activeKey(rings, aud === undefined ? '' : 'servicea')",
        ],
      ],
      ['the algorithm of whoever reads it means nothing', ['String([aud].flat()[0])', "''"]],
      [
        'tokens of any claims are grants elsewhere',
        ['issuers.isOwn(aud) ? NOT_TO_ISSUERS', 'aud === "" ? NOT_TO_ISSUERS'],
      ],
      ['tokens of the issuer are judged by a ring', ['issuers.keysOf(main)', "rings.source('servicea')"]],
    ],
  ),
  ...mutantsOf(
    'core/process/tell-failure.ts',
    ['core/process/tell-failure.test.ts'],
    [['an address without a port names none', [" || USUAL_PORTS[url?.protocol ?? '']", '']]],
  ),
  ...mutantsOf(
    'jwt-factory/start-issuer.ts',
    ['tests/issuer.process.test.ts'],
    [['a program is told what is for people', ["format === 'pretty'", "format !== 'json' || true"]]],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-banner.ts',
    ['jwt-factory/issuer-banner.test.ts'],
    [
      [
        'the banner names a client that has no secret in a file',
        [' && (await readClientSecret', ' || (await readClientSecret'],
      ],
    ],
  ),
  ...mutantsOf(
    'apps/keygen/tell-trust.ts',
    ['tests/trust.process.test.ts'],
    [['nothing is made that could be trusted', ['=== undefined) await generate', '=== null) await generate']]],
  ),
  ...mutantsOf(
    'core/process/quote-for-shell.ts',
    ['apps/keygen/trust-lines.test.ts'],
    [['a shell takes a path apart', ['? word : quoteForShell(word))', '? word : word)']]],
  ),
  ...mutantsOf(
    'apps/service/service.ts',
    ['tests/speaks-for-issuer.sandbox.test.ts'],
    [
      [
        'services take the issuer for a ring',
        ['const isOfIssuer = speaksForIssuer(config.factoryIssuer)', 'const isOfIssuer = false'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/auth-methods.ts',
    ['jwt-factory/oauth/routes/discovery.test.ts'],
    [
      ['certificates are listed that nobody asks for', [' && wantsCertificates(clients)', '']],
      ['certificates are listed where there is no TLS', ["url.startsWith('https:') && ", '']],
      ['an open issuer is said to want a proof', ["isOpen ? [...methods, 'none'] : methods", 'methods']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/discovery.ts',
    ['jwt-factory/oauth/routes/discovery.test.ts'],
    [
      ['strict readers find no authorization endpoint', ["    authorization_endpoint: at('authorize'),\n", '']],
      [
        'strict readers find no response type',
        ['response_types_supported: RESPONSE_TYPES', 'response_types_supported: []'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-url.ts',
    ['jwt-factory/issuer-url.test.ts'],
    [
      [
        'the name of a plain issuer has the TLS port',
        ['(isPlainUrl(url) ? port : tlsPort)', '(isPlainUrl(url) ? tlsPort : tlsPort)'],
      ],
      ['an issuer at the wrong port of the two is taken', [' || named !== other', '']],
    ],
  ),
]
