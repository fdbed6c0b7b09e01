import { httpAnswer, openMutePeer, openTlsPeer, type Behaviour, type FakePeer } from './tls-peer.ts'

type Certificate = { cert: string; key: string }

/** One way in which a peer can fail its caller, and what the caller is to answer. */
export interface PeerFault {
  what: string
  open(certificate: Certificate, port: number): Promise<FakePeer>
  expect: { status: number; type: string }
}

const UNREACHABLE = { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable' }
const GARBLED = { status: 502, type: 'urn:jwt-sandbox:problem:peer-garbled' }
const TIMEOUT = { status: 504, type: 'urn:jwt-sandbox:problem:peer-timeout' }

function fault(what: string, expect: PeerFault['expect'], behave: Behaviour): PeerFault {
  return { what, expect, open: (certificate, port) => openTlsPeer(certificate, behave, port) }
}

/** The connection, or the lack of one. */
const CONNECTION_FAULTS: PeerFault[] = [
  { what: 'takes the connection and never says a word', expect: TIMEOUT, open: (_, port) => openMutePeer(port) },
  fault('greets over TLS and never answers', TIMEOUT, () => {}),
  fault('trickles its answer, a byte at a time', TIMEOUT, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n')
    const drip = setInterval(() => socket.write(' '), 10)
    socket.on('close', () => clearInterval(drip))
  }),
  fault('trickles its headers', TIMEOUT, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ')
    const drip = setInterval(() => socket.write('x'), 10)
    socket.on('close', () => clearInterval(drip))
  }),
  fault('resets the connection', UNREACHABLE, (socket) => socket.destroy()),
  fault('closes the connection without an answer', UNREACHABLE, (socket) => socket.end()),
  fault('closes in the middle of its answer', UNREACHABLE, (socket) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"valid":true'),
  ),
  fault('speaks something else than HTTP', UNREACHABLE, (socket) => socket.end('220 mail.example ESMTP\r\n')),
]

const answers = (what: string, status: number, type: string, body: string, extra?: string): PeerFault =>
  fault(what, GARBLED, (socket) => socket.write(httpAnswer(status, type, body, extra)))

/** An answer that makes no sense. Nothing here may count as a yes. */
const ANSWER_FAULTS: PeerFault[] = [
  answers('answers a page of HTML', 200, 'text/html', '<h1>It works!</h1>'),
  answers('answers 500 with HTML', 500, 'text/html', '<h1>Internal Server Error</h1>'),
  answers('answers 500 with a yes', 500, 'application/json', '{"valid":true,"claims":{}}'),
  answers('answers nothing at all', 200, 'application/json', ''),
  answers('answers nothing of no type', 200, '', ''),
  answers('answers JSON that breaks off', 200, 'application/json', '{"valid":tr'),
  answers('answers rubbish as JSON', 200, 'application/json', '\u0000\u0001}{'),
  answers('answers a list', 200, 'application/json', '[true]'),
  answers('answers null', 200, 'application/json', 'null'),
  answers('answers yes as a text', 200, 'application/json', '{"valid":"true","claims":{}}'),
  answers('answers yes and no', 200, 'application/json', '{"valid":true,"valid":false,"claims":{}}'),
  answers('answers yes as HTML', 200, 'text/html', '{"valid":true,"claims":{}}'),
  answers('sends the caller elsewhere', 307, 'text/plain', '', 'location: https://localhost:1/\r\n'),
  answers('answers more than anybody wants', 200, 'application/json', JSON.stringify('x'.repeat(1_200_000))),
]

export const PEER_FAULTS: readonly PeerFault[] = [...CONNECTION_FAULTS, ...ANSWER_FAULTS]
