import type { IncomingMessage } from 'node:http'
import { tellSigned } from '#core/access/sign-recorded'
import type { SidecarLesson } from '#core/trace/context'
import type { RequestContext } from '#core/trace/request-context'
import type { TokenMint } from './mint.ts'

export interface RequestSigner {
  /**
   * A token for one request, told to its trace.
   * @throws NoActiveKey; Problem invalid-input, for a header that a claim is taken from
   */
  sign(audience: string, request: IncomingMessage, context: RequestContext, lesson?: SidecarLesson): Promise<string>
}

/** Of so many traces the last token is known, for the lesson that sends it again. */
const MOST_TRACES = 100

export function createRequestSigner(mint: Pick<TokenMint, 'mint' | 'takenHeaders'>): RequestSigner {
  const last = new Map<string, string>() // by trace, the oldest first

  async function make(audience: string, request: IncomingMessage, lesson: SidecarLesson | undefined): Promise<string> {
    const isMinted = lesson === 'expired' || lesson === 'wrong-audience'
    const headers = mint.takenHeaders.length === 0 ? {} : request.headersDistinct // each of one name: no claim is put together
    const token = await mint.mint(audience, headers, isMinted ? lesson : undefined)
    return lesson === 'tampered' ? tamper(token) : token
  }

  return {
    async sign(audience, request, { recorder, trace }, lesson) {
      const begin = recorder.elapsed()
      const again = lesson === 'replay' ? last.get(trace.traceId) : undefined
      const token = again ?? (await make(audience, request, lesson))
      if (lesson === 'replay') rememberLast(last, trace.traceId, token)
      if (!recorder.isOn) return token
      const what =
        again === undefined
          ? `a token for ${audience}${BUT[lesson ?? 'good']}`
          : 'nothing: it takes the last token again'
      tellSigned(token, { recorder, what }, recorder.elapsed() - begin)
      return token
    },
  }
}

const BUT: Record<SidecarLesson | 'good', string> = {
  good: '',
  replay: '',
  'registry-down': '',
  expired: ' that expired an hour ago',
  'wrong-audience': ', and writes another audience into it',
  tampered: ', and changes it afterwards',
}

function rememberLast(last: Map<string, string>, traceId: string, token: string): void {
  last.set(traceId, token)
  for (const oldest of last.keys()) {
    if (last.size <= MOST_TRACES) break
    last.delete(oldest)
  }
}

/** Another claim in the same token: the signature does not fit any more. */
function tamper(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = { ...(claims as object), role: 'admin' } // claims of our own mint are an object
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.')
}
