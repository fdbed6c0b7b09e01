import type { CommandLine } from '#core/process/command-line'

type OptionTable = NonNullable<CommandLine['options']>

/** Options under one heading of the help. */
const inGroup = (group: string, options: OptionTable): OptionTable =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { ...option, group }]))

/** How the probe is called: what its help says, and what its arguments are held against. */
export const PROBE_LINE: CommandLine = {
  name: 'npm run probe',
  about:
    'Finds out whether the token checks of a service hold: it sends bad tokens that an issuer which the service trusts has signed, and good ones, and says which were believed. Only for a service that you own or may test.',
  words: ['URL?'],
  options: {
    ...inGroup('The target', {
      url: { value: 'URL', about: 'the address of a path that answers 2xx to a good token' },
      curl: { value: 'COMMAND', about: 'a whole curl command in its place, as it was pasted' },
      method: { value: 'METHOD', about: 'how the path is asked; else GET' },
      header: { value: 'NAME', about: 'the header that has the token; else Authorization, with Bearer' },
      'token-in': {
        value: 'PLACE',
        about: 'body:NAME where the token is a member of a JSON body, beside those of --body',
      },
      'extra-header': {
        value: 'NAME: VALUE',
        isRepeatable: true,
        about: 'sent with each request; may appear several times',
      },
      body: { value: 'TEXT', about: 'sent with each request' },
      cert: { value: 'FILE', about: 'a client certificate, PEM' },
      key: { value: 'FILE', about: 'its private key, PEM' },
      ca: { value: 'FILE', about: 'an authority that is believed besides, PEM' },
      'accepted-when': {
        value: 'MARKER',
        about: 'what only an accepted answer has: header:NAME=…, json:PATH=… or text:…',
      },
    }),
    ...inGroup('The issuer, and what the target expects of a good token', {
      factory: { value: 'URL', about: 'the factory whose issuer the service trusts; else that of npm start' },
      'serve-issuer': { value: 'PORT', about: 'serves an issuer for the run, on this machine' },
      token: { value: 'FILE', about: 'a good token: for a service whose issuer has no key for us' },
      renewal: { value: 'FILE', about: 'with --token and --dialect stoke: the value that renews that token' },
      jwks: { value: 'PLACE', about: 'with --token: the published keys, a file or an address' },
      discover: { about: 'finds out iss, aud, typ and algorithms before anything else' },
      audience: { value: 'NAME', about: 'the aud that the service expects; of the services of npm start it is known' },
      'audience-list': { about: 'a good token has that aud in a list: some services know no other form' },
      'other-audience': { value: 'NAME', about: 'another service of the same issuer' },
      issuer: { value: 'URL', about: 'the iss that it expects, where it is another than that of the factory' },
      'second-issuer': { value: 'NAME', about: 'another issuer of the factory that the service trusts too' },
      ring: { value: 'RING', about: 'the key ring that signs, where several tokens name one issuer' },
      typ: { value: 'TYPE', about: 'the typ that it expects; else at+jwt' },
      scope: { value: 'SCOPE', about: 'the scope that the path wants' },
      algorithms: {
        value: 'LIST',
        about: 'those that it has enabled: RS256,ES256; else good tokens of each find it out',
      },
      claim: {
        value: 'NAME=VALUE',
        isRepeatable: true,
        about: 'a further claim of a good token, as JSON or as plain text; may appear several times',
      },
      actor: { value: 'SUBJECT', about: 'the one who may act on the path (act)' },
      leeway: { value: 'SECONDS', about: 'how far clocks may differ, as the service sees it; else 60' },
    }),
    ...inGroup('What the target does', {
      'asks-issuer': { about: 'the service reads no key set: it asks the issuer about each token' },
      'key-by-id': { about: 'the service asks a registry for one key by its key id: a token must name it' },
      'one-use': { about: 'a token may be used once there' },
      'form-body': { about: 'the path takes a token from a form' },
      'lax-type': { about: 'the service demands no typ: access tokens of another one, or of none, are good there' },
      spiffe: { about: 'the service takes SPIFFE ids for subjects' },
      revocation: { about: 'the service asks about revoked tokens' },
      dpop: { about: 'the service takes tokens that are bound to a key' },
      mtls: { about: 'the service takes tokens that are bound to a certificate' },
      dialect: {
        value: 'NAME',
        about:
          'the service is, or imitates, one of these systems: jwtproxy, jwtproxy-signer, kong, kong-anonymous, mesh, piko, piko-agents, stoke; of those of npm start it is known',
      },
      'key-server': {
        value: 'PORT',
        about: 'is the key server of a service that asks one for single keys, as jwtproxy does',
      },
    }),
    ...inGroup('What is sent', {
      only: { value: 'NAMES', isRepeatable: true, about: 'these cases or families alone' },
      skip: { value: 'NAMES', isRepeatable: true, about: 'not these cases or families' },
      'with-cost': { about: 'sends what costs the service much, too: megabytes, floods' },
      keys: { about: 'changes what the issuer publishes, and sees how the service follows: takes minutes' },
      skew: { about: 'finds the leeway for exp, nbf and iat, too' },
      matrix: { about: 'shows every token of the running sandbox at every door; alone, or beside a run' },
      lifetimes: {
        value: 'SECONDS?',
        about:
          'runs cases that need time to pass, too, where no clock can be moved: each wait takes so long at most; else 60',
        synonym: 'patience',
      },
      'promised-delay': { value: 'SECONDS', about: 'how long the service may go by what it remembers' },
      list: { about: 'lists the cases, or those of --only without those of --skip, sends nothing, and ends' },
      make: { value: 'CASE', about: 'prints one fresh token of a case for the target, sends nothing, and ends' },
      attempt: { value: 'ATTEMPT', about: 'with --make: which of several attempts, by its number or its label' },
      number: { value: 'NUMBER', about: 'with --make: which token of the attempt' },
    }),
    ...inGroup('Reports', {
      json: { value: 'FILE', about: 'writes the whole report as JSON, for programs' },
      junit: { value: 'FILE', about: 'as JUnit XML, for CI servers' },
      sarif: { value: 'FILE', about: 'as SARIF 2.1.0, for code scanners' },
      html: { value: 'FILE', about: 'as one page, for people' },
      baseline: {
        value: 'FILE',
        about: 'findings that stand in this file, an earlier JSON report for instance, do not fail the run',
      },
    }),
    ...inGroup('Limits', {
      rate: { value: 'NUMBER', about: 'requests in a second, or max; else max on this machine, and 5 elsewhere' },
      'i-own-this-target': { about: 'allows a target, and a factory, that is not on this machine' },
    }),
  },
  examples: [
    'npm run probe -- --url https://localhost:8443/scenario5-server',
    'npm run probe -- --url http://localhost:8080/orders --serve-issuer 9000 --audience orders',
    'npm run probe -- --matrix',
  ],
  further: async () => {
    const { CATALOGUE } = await import('#attacks')
    const families = Map.groupBy(CATALOGUE, ({ family }) => family)
    return [
      `Families: ${[...families].map(([family, cases]) => `${family} (${cases.length})`).join(', ')}.`,
      '',
      'It ends with 0 when all is well, with 1 when there are findings, and with 2 when it could not run, is called wrongly, or nobody can tell of more than a third of the MUST and SHOULD cases. What is a matter of policy never fails a run.',
    ]
  },
}
