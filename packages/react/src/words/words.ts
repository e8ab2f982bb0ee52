/** The languages that the kit speaks by itself. */
export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The texts of one area (`accounts`, `alarms`, …) in every language: what English says, Chinese has to say too, or it does
 * not compile.
 */
export type Words<Area extends string, T> = { readonly area: Area } & Readonly<Record<Language, T>>

/** Lets a text be any text, where `const` would have kept the very words. */
type Loose<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Loose<T[K]>
}

/**
 * The texts of an area, in English and in Simplified Chinese. Call it with `@__PURE__` before it: a bundler then leaves the
 * texts out with the area.
 */
export const defineWords = <const Area extends string, T extends object>(
  area: Area,
  en: T,
  zhCN: NoInfer<Loose<T>>,
): Words<Area, Loose<T>> => ({ area, en: en as Loose<T>, 'zh-CN': zhCN })

/** Texts of the host's own in place of some of ours. */
export type Overrides<T> = {
  [K in keyof T]?: T[K] extends string | ((...args: never[]) => string) ? T[K] : Overrides<T[K]>
}

/**
 * The language that is nearest to a locale: `zh`, `zh-Hans-SG` and the like are Chinese, all that we do not speak is
 * English, over which the host lays its own texts.
 */
export const languageOf = (locale: string): Language => (/^zh\b/i.test(locale) ? 'zh-CN' : 'en')

const merge = <T extends object>(texts: T, own: Overrides<T>): T => {
  const merged = { ...texts } as Record<string, unknown>
  for (const [key, value] of Object.entries(own)) {
    const ours = merged[key]
    merged[key] =
      typeof value === 'object' && value !== null && typeof ours === 'object' && ours !== null
        ? merge(ours, value as object)
        : (value ?? ours)
  }
  return merged as T
}

/** The texts of an area for a locale, with the host's own laid over them. */
export const wordsFor = <Area extends string, T extends object>(
  words: Words<Area, T>,
  locale: string,
  own?: Overrides<T>,
): T => {
  const texts = words[languageOf(locale)]
  return own ? merge(texts, own) : texts
}
