import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { SAMPLE_DOCUMENTS } from '#core/policy/gloo/sample.fixture'
import { readArguments } from '#core/process/command-line'
import { GLOO_OPTIONS } from './gloo-options.ts'
import { folderWith, openRoute, workingSample } from './gloo.fixture.ts'
import { runGateways } from '../run-gateways.ts'

const LINE = {
  name: 'npm run gateway',
  about: '',
  words: ['URL?'],
  examples: [],
  options: { config: { about: '', value: 'FILE', isRepeatable: true as const }, check: { about: '' }, ...GLOO_OPTIONS },
}

/** Runs the command in a folder with these files. @returns what it wrote, or its fault */
async function run(files: Record<string, string>, ...args: string[]): Promise<string> {
  const folder = await folderWith(files)
  let out = ''
  const write = (text: string) => void (out += text)
  const terminal = { write, tell: write, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const call = { ...readArguments(args, LINE), env: { INIT_CWD: folder }, clock: manualClock(0), terminal }
  return runGateways(call).then(
    () => out,
    (error: unknown) => `FAULT ${error instanceof Error ? error.message : String(error)}`,
  )
}

const LAPTOP = ['--port', '443=4743', '--port', '80=4700', '--destination', 'webui.default=http://localhost:3100']

test('--check says what it will do: hosts, routes, who must log in', async () => {
  const text = await workingSample(openRoute('health', '/health'))
  expect(await run({ 'gloo.yaml': text }, '--config', 'gloo.yaml', '--check', ...LAPTOP)).toBe(`gloo.yaml is good.
Port 4743 (443 in the cluster) of VirtualGateway default/istio-ingressgateway: webuitest.com, with TLS
  route health: paths that begin with /health → http://health.default.svc.cluster.local:80; anybody
  route webui: paths that begin with /, in any case → http://localhost:3100; whoever has logged in (ExtAuthPolicy default/webui-auth0)
Port 4700 (80 in the cluster) of VirtualGateway default/istio-ingressgateway: webuitest.com, sends people on to https
ExtAuthPolicy default/webui-auth0, for routes with oauth=true:
  people log in at https://localhost:5443/login as users of the client login-gateway, and come back to https://webuitest.com:4743/callback
  they log out at https://webuitest.com:4743/logout
  the service behind hears: jwt (ID token), my_access_token (access token), x-name (name), x-nickname (nickname), x-picture (picture)
  sessions are in sealed cookies, with a key that ends with this process: name one in session.cipherConfig to keep people logged in
`)
})

test('several files, or a folder with files of other kinds, are one configuration', async () => {
  const documents = (await workingSample()).split('---\n')
  const files = Object.fromEntries(documents.map((text, at) => [`${at}.yaml`, text]))
  const others = { 'mesh.yaml': 'apiVersion: apps/v1\nkind: Deployment\n', 'notes.txt': 'no: yaml: at: all' }
  const listed = Object.keys(files).flatMap((name) => ['--config', name])
  expect(await run(files, ...listed, '--check')).toContain('0.yaml, 1.yaml, 2.yaml, 3.yaml, 4.yaml, 5.yaml are good.')
  const folder = await run({ ...files, ...others }, '--config', '.', '--check')
  expect(folder).toContain('Passed over, for they are no documents of the gateway: Deployment.')
})

test('all that is wrong is said at once, with file and line, and no secret', async () => {
  const [gateway = '', routes = '', server = '', policy = ''] = SAMPLE_DOCUMENTS
  const secret = `apiVersion: v1\nkind: Secret\ntype: extauth.solo.io/oauth\nmetadata: {name: auth0-client-secret}\nstringData: {client-secret: very-secret-indeed, more: 5}\n`
  const said = await run(
    {
      'a.yaml': `${gateway}---\n${routes.replace('forwardTo', 'forwadTo')}`,
      'b.yaml': `${server}---\n${policy.replace('glooAuth', 'gloAuth')}---\n${secret}`,
    },
    '--config=a.yaml',
    '--config=b.yaml',
  )
  expect(said.split('\n')).toEqual([
    expect.stringMatching(
      /^FAULT a\.yaml:39:7 {2}RouteTable default\/www-webuitest-com: spec\.http\[0\]: "forwardTo" is missing/,
    ),
    expect.stringMatching(/^a\.yaml:47:7 .*did you mean "forwardTo"\?$/),
    expect.stringMatching(/^b\.yaml:25:3 .*"glooAuth" is missing/),
    expect.stringMatching(/^b\.yaml:26:5 .*did you mean "glooAuth"\?$/),
    expect.stringMatching(/^b\.yaml:61:55 .*Secret default\/auth0-client-secret: stringData\.more/),
  ])
  expect(said).not.toContain('very-secret')
})

test('secrets and certificates may be in files of their own', async () => {
  const documents = SAMPLE_DOCUMENTS.slice(0, 4).join('---\n')
  const [, , , , , tls = ''] = (await workingSample()).split('---\n')
  const [, cert = '', key = ''] = /tls.crt: (\S+)\n {2}tls.key: (\S+)/.exec(tls) ?? []
  const files = {
    'gloo.yaml': documents,
    cert: atob(cert),
    key: atob(key),
    secret: 'of-the-client-of-the-gateway\n',
    empty: '',
  }
  const given = [
    '--certificate',
    'gw-ssl-1-secret=cert,key',
    '--secret',
    'auth0-client-secret=secret',
    '--config',
    'gloo.yaml',
    '--check',
  ]
  expect(await run(files, ...given)).toContain('is good')
  expect(await run(files, ...given, '--ca', 'cert')).toContain('is good')
  expect(await run(files, ...given.with(1, 'gw-ssl-1-secret=key,cert'))).toContain('is not a certificate in PEM')
  expect(await run(files, ...given.with(3, 'auth0-client-secret=empty'))).toContain('empty is empty')
  expect(await run(files, ...given, '--ca', 'secret')).toContain('secret has no certificate in PEM')
  expect(await run(files, ...given, '--ca', 'nowhere')).toContain('nowhere cannot be read: it is not there')
})

test('options that fit nothing are told', async () => {
  const files = { 'gloo.yaml': await workingSample(), 'own.yaml': 'consumers: []\ngateways: []\n' }
  const fault = (...args: string[]) => run(files, '--config', 'gloo.yaml', '--check', ...args)
  expect(await fault('--port', '8443=1')).toContain('--port 8443: no listener has this port')
  expect(await fault('--port', '443')).toContain('--port FROM=TO')
  expect(await fault('--port', '443=70000')).toContain('"70000" is not a port')
  expect(await fault('--destination', 'webui.other=http://x')).toContain('no route leads there')
  expect(await fault('--destination', 'webui=http://x')).toContain('is not a service')
  expect(await fault('--destination', 'webui.default=ftp://x')).toContain('is not a URL of a server')
  expect(await fault('stray')).toContain('one word too many')
  expect(await run(files, '--config', 'own.yaml', '--ca', 'x')).toContain(
    '--ca is for documents of Gloo, and own.yaml has none',
  )
  expect(await run(files, '--config', 'own.yaml', '--config', 'own.yaml')).toContain(
    'for documents of Gloo: name one file',
  )
})

test('--explain says which listener, route and policy would decide, and why', async () => {
  const files = { 'gloo.yaml': await workingSample(openRoute('health', '/health')) }
  const explain = (...words: string[]) => run(files, '--config', 'gloo.yaml', ...LAPTOP, '--explain', ...words)
  expect(await explain('GET', 'https://webuitest.com/health/../dashboard?x=1'))
    .toBe(`GET https://webuitest.com/health/../dashboard?x=1
  VirtualGateway default/istio-ingressgateway: its listener at port 443 lets webuitest.com in (gloo.yaml, line 7)
  RouteTable default/www-webuitest-com has the host webuitest.com (gloo.yaml, line 27)
  the path is /dashboard?x=1 in its normal form
  route webui, number 2 of 2, is the first that matches: it takes paths that begin with /, in any case (gloo.yaml, line 42)
  ExtAuthPolicy default/webui-auth0 decides, by its labels oauth=true (gloo.yaml, line 72)
  who has no session is sent to https://localhost:5443/login with 302 (a program, which asks for no page, is answered 401)
  then it goes on to http://localhost:3100
`)
  expect(await explain('https://webuitest.com:4743/health')).toContain(
    'no policy is for it, for it has no labels: anybody may come in',
  )
  expect(await explain('GET', 'https://webuitest.com/callback?code=1')).toContain(
    'this is the callbackPath: the gateway itself answers',
  )
  expect(await explain('GET', 'https://webuitest.com/logout')).toContain('this is the logoutPath')
  expect(await explain('GET', 'http://webuitest.com/a')).toContain(
    '301: httpsRedirect sends it to https://webuitest.com:4743/a',
  )
  expect(await explain('GET', 'https://example.com/')).toContain(
    'no connection: the request comes to no listener that speaks TLS for "example.com"',
  )
  expect(await explain('GET', 'http://example.com/')).toContain('404: the request ')
  expect(await explain('GET', 'https://webuitest.com/health%2f..%2fx')).toContain(
    '400: the request has a path that is another one',
  )
  expect(await explain('GET', 'webuitest.com')).toContain('--explain needs a request')
})
