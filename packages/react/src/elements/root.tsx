import { type ComponentProps, createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { useSmsSettings } from '../context.ts'
import { isRTL, UNSAFE_PortalProvider } from './aria.ts'
import { classes } from './classes.ts'
import { useNeedsGround } from './ground.ts'
import { type Notice, Notices } from './notices.tsx'

/** Attributes that every root of ours has: a panel's, a dialog's, a list's. The sheet hangs on them. */
export const useRootAttributes = () => {
  const { locale, colorScheme } = useSmsSettings()
  return { lang: locale, dir: isRTL(locale) ? ('rtl' as const) : ('ltr' as const), 'data-color-scheme': colorScheme }
}

const HOST_DIALOG = 'dialog, [role="dialog"], [role="alertdialog"]'

/**
 * Where overlays of an element belong: a host's open dialog makes everything outside it inert, and sheets of the page do
 * not reach into a shadow root.
 */
const homeOf = (element: HTMLElement | null): HTMLElement | null => {
  const dialog = element?.closest<HTMLElement>(HOST_DIALOG)
  if (dialog) return dialog
  const root = element?.getRootNode()
  if (!(root instanceof ShadowRoot)) return null
  // The host's own element in there that we are in: beside it may be anything, its sheets for example.
  let top = element
  while (top?.parentElement) top = top.parentElement
  return top
}

const NoticeContext = createContext<(notice: Omit<Notice, 'id'>) => void>(() => {})

/** Tells the person that something was done: shown for a while, and read aloud. */
export const useNotify = () => useContext(NoticeContext)

export type RootProps = ComponentProps<'div'> & { children?: ReactNode; slotName: string }

/** The outermost element of every panel. */
export const Root = ({ className, children, slotName, ...props }: RootProps) => {
  const { portalContainer, colorScheme } = useSmsSettings()
  const ref = useRef<HTMLDivElement>(null)
  const needsGround = useNeedsGround(ref, colorScheme)
  const [notices, setNotices] = useState<Notice[]>([])
  const next = useRef(0)
  const getContainer = useCallback(
    () => portalContainer?.() ?? homeOf(ref.current) ?? (typeof document === 'undefined' ? null : document.body),
    [portalContainer],
  )
  const remove = useCallback((id: number) => setNotices((all) => all.filter((it) => it.id !== id)), [])
  const notify = useCallback((notice: Omit<Notice, 'id'>) => {
    next.current += 1
    const id = next.current
    setNotices((all) => [...all.slice(-1), { ...notice, id }])
  }, [])
  return (
    <UNSAFE_PortalProvider getContainer={getContainer}>
      <NoticeContext.Provider value={notify}>
        <div
          {...props}
          {...useRootAttributes()}
          ref={ref}
          data-slot={slotName}
          data-ground={needsGround ? '' : undefined}
          className={classes('sms-root', className)}
        >
          {children}
          <Notices notices={notices} onGone={remove} />
        </div>
      </NoticeContext.Provider>
    </UNSAFE_PortalProvider>
  )
}
