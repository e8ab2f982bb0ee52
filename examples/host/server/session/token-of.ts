import type { FastifyReply, FastifyRequest } from 'fastify'

/** A page of another site, or of another port, has the browser send our cookie with its request. */
const isForeign = ({ method, headers: { origin }, host }: FastifyRequest): boolean => {
  if (method === 'GET' || method === 'HEAD' || origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

/** The session token of a request: `Authorization: Bearer …` as programs send it, or the browser's cookie. */
export const tokenOf = (request: FastifyRequest, cookie: string): string | undefined => {
  const bearer = request.headers.authorization?.match(/^Bearer +([\w-]+)$/i)?.[1]
  if (bearer !== undefined) return bearer
  return isForeign(request) ? undefined : request.cookies[cookie]
}

/**
 * Gives the browser its session. Scripts cannot read the cookie, and other sites cannot have it sent with a POST; besides,
 * bodies are taken as `application/json` only, which another site cannot send unasked.
 */
export const setSessionCookie = (reply: FastifyReply, cookie: string, path: string, token: string, seconds: number) =>
  reply.setCookie(cookie, token, {
    path,
    httpOnly: true,
    sameSite: 'lax',
    secure: reply.request.protocol === 'https',
    maxAge: seconds,
  })
