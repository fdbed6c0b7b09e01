/** By which trace an answer came: kept as long as the answer itself. */
const traces = new WeakMap<object, string>()

export function noteTrace<Answer extends object>(answer: Answer, traceId: string): Answer {
  traces.set(answer, traceId)
  return answer
}

export const traceOfAnswer = (answer: object): string | undefined => traces.get(answer)
