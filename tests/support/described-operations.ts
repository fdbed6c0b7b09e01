/** An operation, as an OpenAPI document describes it. */
export interface DescribedOperation {
  id: string
  method: string
  /** With its parameters in braces. */
  path: string
  summary: string
  /** The address, with the examples of its parameters. */
  fill(path: string): string
  proof: string | undefined
  /** Of the body, where there is one. */
  type: string | undefined
  example: any // oxlint-disable-line typescript/no-explicit-any -- whatever the document says
  responses: Record<string, { content?: Record<string, { schema: any }> }> // oxlint-disable-line typescript/no-explicit-any -- a schema is any JSON
}

interface AnyOperation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; example?: string }[]
  requestBody?: { content: Record<string, { example?: any }> } // oxlint-disable-line typescript/no-explicit-any -- as above
  responses: DescribedOperation['responses']
  security?: Record<string, unknown>[]
}

/** A document as anybody's client reads it. */
export interface ReadDocument {
  paths: Record<string, Record<string, AnyOperation>>
}

/** All operations of a document, in its order. */
export const describedOperations = ({ paths }: ReadDocument): DescribedOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { operationId: id, summary, parameters, requestBody, responses, security = [] } = operation
      const [[type, body] = [undefined, undefined]] = Object.entries(requestBody?.content ?? {})
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      const fill = (address: string) =>
        inPath.reduce(
          (filled, { name, example = '' }) => filled.replace(`{${name}}`, encodeURIComponent(example)),
          address,
        )
      return {
        id,
        method,
        path,
        summary,
        fill,
        type,
        example: body?.example,
        responses,
        proof: Object.keys(security[0] ?? {})[0],
      }
    }),
  )
