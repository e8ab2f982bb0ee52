import type { FastifyInstance } from 'fastify'
import type { Request } from '../load.ts'

export type Surroundings = {
  /** `mysql://…`, or `file:///…` for SQLite. */
  databaseUrl: string
  /** Of the emulator, `127.0.0.1:port`. */
  endpoint: string
}

/** One way to start and check a verification over HTTP. */
export type Contestant = {
  /** As the tables name it. */
  name: string
  /** The server, not listening yet, with its tables made. */
  serve(surroundings: Surroundings): Promise<FastifyInstance>
  start(phone: string): Request
  check(verification: { id: string; phone: string; code: string }): Request
  /** Moves its clock on: what is left to do later for what was started and checked is done at once. */
  later?(seconds: number): Request
  /** Answers 204 once what the platform is asked about afterwards has all been asked. */
  asked?: Request
}

/** Who asks, as a host's gateway would say it. */
export const APP_HEADERS = { 'x-tenant': 'acme', 'x-app': 'shop' }
