import { type RefObject, useEffect } from 'react'

/**
 * Claims each Escape within an overlay of ours before anybody else hears of it. Dialogs of a host's that we are in may
 * listen while the key is still on its way down to us (Radix does), and leave alone only what is prevented by then.
 */
export const useOwnEscape = (overlay: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const claim = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      // Out here the target of a key within a shadow root is that root's host; the path has them all.
      if (overlay.current && event.composedPath().includes(overlay.current)) event.preventDefault()
    }
    addEventListener('keydown', claim, true)
    return () => removeEventListener('keydown', claim, true)
  }, [overlay])
}

/** What has the focus, in a shadow root as well. */
export const focusedElement = (): Element | null => {
  let found = typeof document === 'undefined' ? null : document.activeElement
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement
  return found
}

/**
 * Gives the focus back to what an overlay was opened from. React Aria does so only when it has fallen to the page: a
 * dialog of a host's that keeps the focus inside has caught it before.
 */
export const useFocusReturn = (
  overlay: RefObject<HTMLElement | null>,
  opener: { readonly current: Element | null },
): void => {
  useEffect(
    () => () => {
      const { current } = opener
      // After the others, and only where the focus fell on its way: a person may have moved it since.
      requestAnimationFrame(() => {
        if (!overlay.current && current instanceof HTMLElement && focusedElement()?.contains(current)) current.focus()
      })
    },
    [overlay, opener],
  )
}
