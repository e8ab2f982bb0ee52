import { type ReactNode, useCallback, useId, useRef, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { Button } from './button.tsx'
import { focusedElement, useFocusReturn, useOwnEscape } from './in-host-dialogs.ts'
import { useRootAttributes } from './root.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { elementWords } from './words.ts'

export type DialogProps = {
  title: string
  onClose: () => void
  children?: ReactNode
  /** Under the content, always in sight. */
  footer?: ReactNode
  /** @default 'normal' */
  size?: 'normal' | 'wide'
  /** Needs an answer before anything else. */
  isAlert?: boolean
}

/**
 * A window over the page. It is drawn as long as it is rendered.
 *
 * Its overlay goes to the browser's top layer: neither the host's `z-index` nor a transformed ancestor (a dialog of the
 * host's that we are inside of) can then cover or cut it.
 */
export const Dialog = ({ title, onClose, children, footer, size = 'normal', isAlert = false }: DialogProps) => {
  const words = useWords(elementWords)
  const overlay = useRef<HTMLDivElement | null>(null)
  const raise = useCallback((element: HTMLDivElement | null) => {
    overlay.current = element
    if (!element || typeof element.showPopover !== 'function') return
    element.popover = 'manual'
    if (!element.matches(':popover-open')) element.showPopover()
  }, [])
  const [opener] = useState(() => ({ current: focusedElement() }))
  useOwnEscape(overlay)
  useFocusReturn(overlay, opener)
  const titleId = useId()
  return (
    <aria.ModalOverlay
      {...useRootAttributes()}
      ref={raise}
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      className="sms-root sms-overlay"
      data-slot="overlay"
    >
      <aria.Modal className="sms-modal" data-slot="modal" data-size={size}>
        <aria.Dialog
          className="sms-dialog"
          data-slot="dialog"
          role={isAlert ? 'alertdialog' : 'dialog'}
          aria-labelledby={titleId}
        >
          <header className="sms-dialog-header" data-slot="dialog-header">
            <aria.Heading slot="title" level={2} id={titleId} className="sms-dialog-title" data-slot="dialog-title">
              {title}
            </aria.Heading>
            <Button look="quiet" icon="close" aria-label={words.close} onPress={onClose} />
          </header>
          {/* Lists opened in here have to be inside: the top layer covers the rest. */}
          <aria.UNSAFE_PortalProvider getContainer={() => overlay.current}>
            <ScrollBox label={title} className="sms-scroll sms-dialog-body" data-slot="dialog-body">
              {children}
            </ScrollBox>
            {footer && (
              <footer className="sms-dialog-footer" data-slot="dialog-footer">
                {footer}
              </footer>
            )}
          </aria.UNSAFE_PortalProvider>
        </aria.Dialog>
      </aria.Modal>
    </aria.ModalOverlay>
  )
}
