import type { SmsPlatform } from '@sms-settings/api'
import { InvalidOption, smsError } from '../errors.ts'
import { nearest } from './nearest.ts'
import type { Credentials, Platform } from './platform.ts'

/** What an account is created with, or its key replaced by. */
export type CredentialsBody = {
  accessKeyId: string
  accessKeySecret: string
  settings?: Record<string, string> | undefined
}

/**
 * Checks what was entered against the fields that a platform says it needs.
 * @throws `SMS_INVALID_INPUT` naming the field; never with a value in it
 */
export const validateCredentials = (platform: Platform, body: CredentialsBody): Credentials => {
  const { accessKeyId, accessKeySecret, settings = {} } = body
  const refuse = (name: string, what: string) =>
    smsError('SMS_INVALID_INPUT', [`body.${name} ${what}`], { field: `body.${name}` })
  const values = new Map<string, string | undefined>([
    ['accessKeyId', accessKeyId],
    ['accessKeySecret', accessKeySecret],
    ...Object.entries(settings).map(([name, value]) => [`settings.${name}`, value] as const),
  ])
  const names = platform.fields.map(({ name }) => name)
  for (const name of values.keys()) {
    if (names.includes(name)) continue
    const meant = nearest(name, names)
    throw refuse(name, `is no field of ${platform.name.en}.${meant ? ` Did you mean body.${meant}?` : ''}`)
  }
  for (const { name, label, required, pattern, maxLength } of platform.fields) {
    const value = values.get(name)
    if (value === undefined || value === '') {
      if (required) throw refuse(name, `is missing: it is the ${label.en} of ${platform.name.en}`)
    } else if (value.length > maxLength) throw refuse(name, `is longer than ${maxLength} characters`)
    else if (value !== value.trim()) throw refuse(name, 'begins or ends with a space')
    else if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
      throw refuse(name, `does not look like an ${label.en}: copy it from ${platform.links.keys}`)
  }
  return { accessKeyId, accessKeySecret, settings }
}

/**
 * The platforms that accounts can be added of.
 * @throws {InvalidOption} when two have the same id
 */
export const createPlatforms = (platforms: readonly Platform[]) => {
  const byId = new Map(platforms.map((platform) => [platform.id, platform]))
  if (byId.size < platforms.length) {
    const twice = platforms.find(({ id }, i) => platforms.findIndex((it) => it.id === id) !== i)
    throw new InvalidOption('platforms', `holds "${twice?.id}" twice`)
  }

  const get = (id: string): Platform => {
    const platform = byId.get(id)
    if (platform) return platform
    const ids = [...byId.keys()]
    const meant = nearest(id, ids)
    throw smsError(
      'SMS_PLATFORM_UNKNOWN',
      [id, meant ? `Did you mean "${meant}"?` : `There are: ${ids.map((name) => `"${name}"`).join(', ')}`],
      { field: 'body.platform' },
    )
  }

  return {
    /** @throws `SMS_PLATFORM_UNKNOWN`, with the name that was probably meant */
    get,

    /** By its name in a path, where words are joined by hyphens. */
    atPath: (name: string): Platform | undefined => byId.get(name.replaceAll('-', '_')),

    /** What a form needs to know of each. */
    list: (): SmsPlatform[] =>
      platforms.map(({ id, name, regions, fields, links }) => ({ id, name, regions, fields, links })),

    validateCredentials,
  }
}
export type Platforms = ReturnType<typeof createPlatforms>
