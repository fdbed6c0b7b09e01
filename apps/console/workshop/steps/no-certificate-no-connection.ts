import { askPolicies, tickByRequests } from '../mesh-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const noCertificateNoConnection: WorkshopStep = {
  id: 'no-certificate-no-connection',
  track: 'mesh',
  title: 'No certificate, no connection',
  task: 'Write policies by which the connection of somebody without a certificate ends before there is a request, while web-ui comes through. Ask about both at backend-api.',
  where: { page: '/mesh', label: 'Mesh' },
  why: 'Within a data centre many still speak in the clear, because nobody else is there. In October 2013 the Washington Post reported that the NSA had tapped the lines between the data centres of Google and Yahoo, where the traffic was not encrypted. Both have encrypted it since. In a mesh STRICT says that nobody comes in without a certificate; until then plaintext is let in beside it.',
  source: {
    text: 'Washington Post, 30 October 2013',
    url: 'https://www.washingtonpost.com/world/national-security/nsa-infiltrates-links-to-yahoo-google-data-centers-worldwide-snowden-documents-say/2013/10/30/e51d661e-4166-11e3-8b74-d89d714ca4dd_story.html',
  },
  hints: [
    'An AuthorizationPolicy answers 403 to a request. Here there must be no request at all.',
    'The kind of policy for connections is PeerAuthentication. Its mode is PERMISSIVE where nothing else is said.',
    'apiVersion: security.istio.io/v1, kind: PeerAuthentication in the namespace default, with spec: {mtls: {mode: STRICT}}. Then ask as "somebody without a certificate", and as web-ui.',
  ],
  code: {
    file: 'apps/mesh/decide/decide-request.ts',
    find: "if (mode === 'STRICT' && given.peerUri === undefined &&",
    instead: "if (mode === 'DISABLE' && given.peerUri === undefined &&",
  },
  check: ({ decisions }) =>
    tickByRequests(
      decisions,
      [
        { request: { to: 'backend-api', caller: 'plaintext' }, is: null },
        { request: { to: 'backend-api', caller: 'webui' }, is: 'allow' },
      ],
      'Without a certificate there is no connection; web-ui has one and comes through.',
    ),
  async solution(ask) {
    const strict = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: default}
spec: {mtls: {mode: STRICT}}
`
    await askPolicies(ask, strict, [{ caller: 'plaintext' }, {}])
  },
}
