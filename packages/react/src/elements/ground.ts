import { type RefObject, useEffect, useState } from 'react'

/** How light a computed colour is, from 0 to 1. Browsers keep the notation of all but the oldest ones. */
const lightnessOf = (color: string): number => {
  const [first = 0, second = 0, third = 0] = (color.replace(/^color\(\S+/, '').match(/[\d.]+/g) ?? []).map(Number)
  if (color.startsWith('ok')) return first
  if (color.startsWith('l')) return first / 100
  return (0.3 * first + 0.59 * second + 0.11 * third) / (color.startsWith('rgb') ? 255 : 1)
}

/**
 * Whether an element writes light on a page that writes dark, or the other way round: it could not be read without a
 * ground of its own. Pages seldom say which they are by `color-scheme`; by the colour of their text they always do.
 */
export const useNeedsGround = (ref: RefObject<HTMLElement | null>, colorScheme: string): boolean => {
  const [needsGround, setNeedsGround] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme is another colour of the element
  useEffect(() => {
    const element = ref.current
    const around = element?.parentElement
    if (!element || !around) return
    const look = () => {
      const [own = 0, theirs = 0] = [element, around].map((it) => lightnessOf(getComputedStyle(it).color))
      setNeedsGround(Math.abs(own - theirs) > 0.5)
    }
    const lookWhenFaded = ({ propertyName }: TransitionEvent) => propertyName === 'color' && look()
    look()
    const page = new MutationObserver(look)
    page.observe(document.documentElement, { attributes: true })
    page.observe(document.body, { attributes: true })
    const system = window.matchMedia?.('(prefers-color-scheme: dark)')
    system?.addEventListener('change', look)
    document.addEventListener('transitionend', lookWhenFaded)
    return () => {
      page.disconnect()
      system?.removeEventListener('change', look)
      document.removeEventListener('transitionend', lookWhenFaded)
    }
  }, [ref, colorScheme])
  return needsGround
}
