import { mutantsOf } from './mutant.ts'

/** The issuer that takes anybody (OPEN=1), and is for this machine alone. */
export const OPEN_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/open-issuer.ts',
    ['jwt-factory/config-clashes.test.ts', 'jwt-factory/start.test.ts'],
    [
      ['an open issuer is open to others', ['!open || addressesOf(host).every(isLoopback)', 'host']],
      ['the log says nothing of an open issuer', ['if (open) log.warn', 'if (!log) log.warn']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/open-issuer.ts',
    ['jwt-factory/open-to-this-machine.test.ts'],
    [
      ['an open issuer answers whoever a proxy asks for', ['if (!isAskedHere(request, isOwnName))', 'if (!isOwnName)']],
      ['an open issuer answers to any name', ['name === own || isLoopbackName(name)', 'name !== own || name === own']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    ['jwt-factory/openapi-as-set.test.ts'],
    [['a control plane that is off is described', ['(!control.isOn && isControlPath(path)) || ', '']]],
  ),
  ...mutantsOf(
    'jwt-factory/operations.ts',
    ['jwt-factory/openapi-as-set.test.ts'],
    [
      [
        '/issueToken of the issuer is said to be for anybody',
        ['...(isIssuer && !open && { proof', '...(isIssuer && open && { proof'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/operations.ts',
    ['jwt-factory/openapi-as-set.test.ts'],
    [
      ['an open issuer is said to want clients', ['= open ? {', '= !how ? {']],
      ['JSON bodies are described that are not taken', ['...(oauthJson && {', '...(how && {']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/factory.ts',
    ['jwt-factory/open-to-this-machine.test.ts'],
    [['the issuer is for this machine alone without OPEN, too', ['if (config.open) app.use', 'app.use']]],
  ),
  ...mutantsOf(
    'jwt-factory/issuer-routes.ts',
    ['jwt-factory/oauth/routes/open-issuer.test.ts'],
    [['an issuer is open without OPEN', ['config.open ? anyClient', 'config ? anyClient']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/any-client.ts',
    ['jwt-factory/oauth/routes/open-issuer.test.ts'],
    [
      ['an assertion of a registered client is not looked at', ['if (!clients.has(id)) return', 'if (id) return']],
      ['a client id may be of any length', ['id.length > MAX_ANY_ID || ', '']],
      ['a client id may have any signs', [' || faultyClaims({ client_id: id }).length > 0', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/asked-claims.ts',
    ['jwt-factory/oauth/routes/open-issuer.test.ts'],
    [
      ['any issuer takes any claim', ['isOpen ? form', 'form ? form']],
      ['claims of a request may be of any size', ['Buffer.byteLength(text) > MAX_ASKED_CLAIMS', 'false']],
      ['a request says what the issuer says', ['if (own !== undefined)', 'if (false)']],
      ['a request changes the subject of what was presented', ['if (!isOwnName && ', 'if (false && ']],
      ['a request chooses a subject that no verifier takes', ['if (faultyClaims(claims).length > 0)', 'if (false)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/request/json-parameters.ts',
    ['jwt-factory/oauth/request/json-parameters.test.ts'],
    [
      [
        'a JSON body has claims as a text alone',
        ["  ['claims', { isOne: isObject,", "  ['claims', { isOne: () => false,"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/granted/bounds.ts',
    ['jwt-factory/oauth/routes/open-issuer.test.ts'],
    [
      ['an audience may be of any length', ['audience.length <= MAX_AUDIENCE && ', '']],
      ['an audience may have any signs', [' && faultyClaims({ aud: audience }).length === 0', '']],
    ],
  ),
]
