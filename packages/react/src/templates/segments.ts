import type { Region } from '@sms-settings/api'

// GSM 03.38, section 6.2.1: the default alphabet and its extension table.
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENDED = '^{}\\[~]|€\f'

/** What a text costs: how long it is, and how many SMS it is sent (and charged) as. */
export type Segments = { characters: number; segments: number }

/**
 * Counts an SMS as it is charged. To mainland China every character counts 1: 70 in one SMS, else 67 in each. Elsewhere
 * a text of GSM letters alone has 160, else 153 (letters of the extension table count 2); any other has 70, else 67.
 *
 * @param text the whole text, its signature included
 * @see https://help.aliyun.com/zh/sms/product-overview/billing
 */
export const countSegments = (text: string, region: Region): Segments => {
  const isGsm = region === 'international' && [...text].every((it) => BASIC.includes(it) || EXTENDED.includes(it))
  const characters = isGsm
    ? [...text].reduce((sum, it) => sum + (EXTENDED.includes(it) ? 2 : 1), 0)
    : // UTF-16 units, as they travel.
      text.length
  const [one, each] = isGsm ? [160, 153] : [70, 67]
  return { characters, segments: characters === 0 ? 0 : characters <= one ? 1 : Math.ceil(characters / each) }
}
