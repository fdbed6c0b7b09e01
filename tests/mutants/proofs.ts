import { mutantsOf } from './mutant.ts'

/** How clients prove themselves, beside a secret and keys. */
export const PROOF_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/grants/assertion-alone.ts',
    ['jwt-factory/grants/assertion-alone.test.ts'],
    [
      ['every client brings an assertion alone', ['named?.assertionAlone && !isCertified', '!isCertified']],
      ['an assertion that is wrong beside a wrong secret does', [' && !sendsCredentials(request, form)', '']],
      ['an assertion alone opens every grant', ["form.get('grant_type') === JWT_BEARER && ", '']],
      [
        'what a client signs in the name of an issuer is believed',
        ['isOfIssuer ? trusted : trusted && client', 'isOfIssuer ? trusted : client'],
      ],
      ['an issuer is read as laxly as a client', ['isOfIssuer ? tools.judgeAssertion : judgeOwn', 'judgeOwn']],
      ['who may bring an assertion alone can be told', ['isUnsigned(rejection) ?', 'rejection.reason.length < 0 ?']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/compare-secrets.ts',
    ['jwt-factory/oauth/proof/same-work.test.ts'],
    [
      [
        'the time tells that there is no such client, or how many secrets it has',
        ['Array.from({ length: MOST_SECRETS }, (_, at) => right[at])', 'Array.from(right)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/decoy-keys.ts',
    ['jwt-factory/oauth/proof/same-work.test.ts'],
    [
      [
        'the time of an assertion tells that there is no such client',
        ['return decoyKey(hint.alg)', "throw new TokenRejected('unknown-key')"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/authenticate-client.ts',
    ['jwt-factory/oauth/proof/same-work.test.ts'],
    [
      [
        'a client that is not there is answered at once',
        ['    await guesses.wrong(clientId)', '    if (client) await guesses.wrong(clientId)'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/jwt-bearer.ts',
    ['jwt-factory/grants/service-account.test.ts'],
    [
      ['a service account gets a token without its scope', [' && { asksScopes: scopes }', ' && {}']],
      ['beside a secret the scope of an assertion is asked for', ['isAlone && { asks', '{ asks']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/token.ts',
    ['jwt-factory/grants/service-account.test.ts'],
    [['an assertion asks for what its client may not have', ['boundedScope(client, asksScopes)', 'asksScopes']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/assertion.ts',
    ['jwt-factory/grants/service-account.test.ts'],
    [['a client speaks of anybody', ['mayLackSubject ? [subjectOrNone(trusted)] : []', '[]']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/any-assertion-alone.ts',
    ['jwt-factory/grants/service-account.test.ts'],
    [
      [
        'an open issuer believes any assertion of a registered client',
        ['if (named?.assertionAlone) {', 'if (false) {'],
      ],
      ['a token speaks of nobody', ['faultyClaims(claims).length > 0', 'faultyClaims(claims).length < 0']],
      ['a name beside an assertion vouches for it', ['iss !== proved.client.id', 'false']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/grants/assertion-alone.ts',
    ['tests/tls-client-auth.test.ts'],
    [
      ['a wrong certificate of a client does not count', ['assertionAlone && !isCertified ?', 'assertionAlone ?']],
      ['a certificate that nobody asked for counts', ['named?.isItsCertificate !== undefined && ', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    ['jwt-factory/grants/assertion-alone.test.ts'],
    [
      [
        'no client may bring an assertion alone',
        ['authenticate: tools.authenticateAtToken', 'authenticate: tools.authenticate'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/faults.ts',
    ['tests/tls-client-auth.test.ts'],
    [
      [
        'a certificate of any CA proves a client',
        [
          'if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))\n      return',
          'if (!certificate)\n      return',
        ],
      ],
      [
        'the name of the CA alone is looked at',
        [
          'if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))\n      return',
          'if (!certificate.checkIssued(authority))\n      return',
        ],
      ],
      [
        'a certificate that has ended proves a client',
        [
          "if (dates?.kind === 'unusable') return dates\n    return isFor",
          'if (!dates) return dates\n    return isFor',
        ],
      ],
      ['a certificate for servers proves a client', ['return isForClients(certificate) ?', 'return certificate ?']],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/end-entity.ts',
    ['tests/tls-client-auth.test.ts'],
    [
      [
        'an authority proves a client',
        [
          '.getExtension(x509.BasicConstraintsExtension)?.ca',
          '.getExtension(x509.BasicConstraintsExtension)?.pathLength',
        ],
      ],
      ['a key that signs certificates proves a client', ['may(x509.KeyUsageFlags.keyCertSign)', 'false']],
      ['a key that signs nothing proves a client', ['!may(x509.KeyUsageFlags.digitalSignature)', 'false']],
      ['a critical extension is passed over', ['critical && ', 'critical && false && ']],
    ],
  ),
  ...mutantsOf(
    'core/http/tls-door.ts',
    ['tests/asked-certificates.test.ts'],
    [
      ['nobody is asked for a certificate', ['const isAsked = asks()', 'const isAsked = false']],
      [
        'a session from before is taken up without a certificate',
        ['secureContext: contextFor(isAsked)', 'secureContext: contextFor(false)'],
      ],
      ['who is asked for a certificate gets no session', [', sessionIdContext: ASKING', '']],
      ['a certificate is required', ['requestCert: isAsked,', 'requestCert: isAsked, rejectUnauthorized: true,']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/start.ts',
    ['tests/asked-certificates.test.ts'],
    [['a certificate is asked for once, at the start', ['=> wantsCertificates(clients))', '=> false)']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/authenticate-client.ts',
    ['tests/tls-client-auth.test.ts'],
    [
      [
        'any certificate of the CA proves every client that has one',
        ['!named?.isItsCertificate?.(certificate, isSharedName)', '!named?.isItsCertificate'],
      ],
      ['nobody looks who signed a certificate', ['  await judgeCertificate(certificate)\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/certificate-name.ts',
    ['jwt-factory/registered-clients/certificate-name.test.ts'],
    [
      ['localhost is the name of a client', ['name.toLowerCase() !== EVERYBODYS', 'name !== EVERYBODYS']],
      ['a name that holds another is that other', ['"(?:[^"\\\\]|\\\\.)*"|[^",]*', '[^,]*']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/certificate-name.ts',
    ['tests/shared-names.test.ts'],
    [
      ['a name of several processes is declared', ['!shared.includes(host.toLowerCase())', 'shared.length >= 0']],
      ['it is looked for as it is written', ['shared.includes(host.toLowerCase())', 'shared.includes(host)']],
      ['a name that the factory has proves a client', ['!isShared(host) && ', '']],
    ],
  ),
  ...mutantsOf(
    'core/http/certificates/names.ts',
    ['tests/shared-names.test.ts'],
    [['the names of all processes are shared', ['seen.indexOf(name) !== at', 'at >= 0']]],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/further-proofs.ts',
    ['jwt-factory/registered-clients/certificate-name.test.ts'],
    [['a client has two certificates', ['.length <= 1', '.length <= 3']]],
  ),
]
