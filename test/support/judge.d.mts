type Response = {
  description: string
  headers?: object
  content?: Record<string, { schema: object; examples?: object }>
}
export type Document = {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Response> }>>
  components: { schemas: Record<string, object> }
}

/** An answer as it was sent. */
export type JudgedAnswer = {
  status: number
  headers: Record<string, unknown>
  body: string | undefined
  /** Whether there is no body because nobody asked for one (HEAD), or none to be read because it is a stream. */
  bodyless?: boolean
}

export type Judge = {
  /** The operation of a method and a path with its parameters filled in. */
  find(method: string, path: string): string | undefined
  /** What is wrong with an answer; nothing when it is as the document says. */
  judge(operationId: string, answer: JudgedAnswer): string[]
}

export function createJudge(document: Document): Judge
