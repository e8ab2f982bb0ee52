/** What a person wrote about a row: three lines of it, the rest where the row is opened. */
export const CellNote = ({ children }: { children: string }) => (
  <span className="sms-cell-note sms-cell-cut" title={children}>
    {children}
  </span>
)

/** AccessKeys of Alibaba Cloud have 16 to 24 characters; 128 may be stored. */
const USUAL_LENGTH = 32

/** What a machine calls something: in one line, and where it is longer than usual by its two ends. */
export const CellCode = ({ children }: { children: string }) => {
  const isLong = children.length > USUAL_LENGTH
  return (
    <span className="sms-code sms-cell-code" title={isLong ? children : undefined}>
      {isLong ? `${children.slice(0, 12)}…${children.slice(-8)}` : children}
    </span>
  )
}
