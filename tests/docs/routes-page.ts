import { PARTY_PORTS } from '#core/config/parties'
import type { ToldRoutes } from './every-route.ts'
import { madeFrom, markdownPage, markdownTable } from './markdown.ts'

const ports = Object.values<{ port: number; variable: string; about: string }>(PARTY_PORTS).toSorted(
  (a, b) => a.port - b.port,
)

const SAYS_MORE: Readonly<Record<string, string>> = {
  'jwt-factory':
    '`GET /openapi.json` describes to tools what programs call. [People](../people.md), [logging in](../login.md) and [the control plane](../control.md) have pages of their own.',
  neighbours: 'Each of its parties is at a port of its own, in the next table.',
  console: 'All of them are for its pages; programs may call them, too ([who may](../console.md)).',
  workshop: 'Behind these, whoever has joined finds all of a console of her own ([the workshop](../workshop.md)).',
}

/** Every route of every process. @param routes by the name of the process */
export function routesPage(routes: Readonly<Record<string, ToldRoutes>>): string {
  return markdownPage(
    '# Every route',
    madeFrom('what each process says at GET /, and the tables of its routes'),
    'What each process answers, and at which ports its neighbours are. A process says it itself at `GET /`, to a browser as a page.',
    ...Object.entries(routes).flatMap(([name, told]) => [
      `## ${name}`,
      SAYS_MORE[name] ?? '',
      markdownTable(
        ['route', 'what it is for'],
        Object.entries(told).map(([path, about]) => [`\`${path}\``, about]),
      ),
      name === 'neighbours' ? portsOfParties() : '',
    ]),
  )
}

/** What passes through them is told on their pages; their own routes are those of the systems that they are like. */
const portsOfParties = () =>
  [
    '### Ports of the neighbours',
    'What goes through a gateway, a relay or a sidecar is not theirs. What they answer themselves stands on their pages: [sidecars](../sidecars.md), [gateways](../gateway.md), [relays](../relay.md), [the mesh](../mesh.md), [the login](../login.md).',
    markdownTable(
      ['port', 'setting', 'what is there'],
      ports.map(({ port, variable, about }) => [String(port), `\`${variable}\``, about]),
    ),
  ].join('\n\n')
