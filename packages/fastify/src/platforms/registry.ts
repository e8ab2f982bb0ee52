import type { SmsPlatform } from '@sms-settings/api'
import { smsError } from '../errors.ts'
import type { Platform } from './platform.ts'

type Fields = { accessKeyId: string; accessKeySecret: string; settings?: Record<string, string> | undefined }

/** The platforms of this server, by their id. */
export const createPlatforms = (platforms: readonly Platform[]) => {
  const byId = new Map(platforms.map((it) => [it.id, it]))

  const get = (id: string): Platform => {
    const platform = byId.get(id)
    if (platform) return platform
    const ids = [...byId.keys()]
    throw smsError(
      'SMS_PLATFORM_UNKNOWN',
      [id, ids.length === 1 ? `Did you mean ${ids[0]}?` : `There are ${ids.join(', ')}.`],
      { field: 'body.platform' },
    )
  }

  return {
    get,

    list: (): SmsPlatform[] =>
      platforms.map(({ id, name, regions, fields, links }) => ({ id, name, regions, fields, links })),

    /**
     * Checks what was entered against the fields that the platform says it needs.
     * @throws `SMS_INVALID_INPUT` naming the field
     */
    checkFields(id: string, given: Fields): void {
      const { fields } = get(id)
      const values: Record<string, string | undefined> = {
        accessKeyId: given.accessKeyId,
        accessKeySecret: given.accessKeySecret,
      }
      for (const [name, value] of Object.entries(given.settings ?? {})) values[`settings.${name}`] = value
      const wrong = (name: string, why: string) =>
        smsError('SMS_INVALID_INPUT', [`body.${name} ${why}`], { field: `body.${name}` })
      for (const { name, required, pattern, maxLength, label } of fields) {
        const value = values[name]
        if (value === undefined) {
          if (required) throw wrong(name, 'is missing')
        } else if (value.length > maxLength) throw wrong(name, `is longer than ${maxLength} characters`)
        else if (pattern && !new RegExp(pattern, 'u').test(value))
          throw wrong(name, `does not look like an ${label.en}`)
      }
      for (const name of Object.keys(values))
        if (!fields.some((it) => it.name === name)) throw wrong(name, 'is not known to this platform')
    },
  }
}
export type Platforms = ReturnType<typeof createPlatforms>
