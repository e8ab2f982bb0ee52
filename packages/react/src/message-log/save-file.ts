const MARK = '\uFEFF'

/** Gives the person a file of text, as a download does. */
export const saveFile = (name: string, text: string): void => {
  // Reading an answer as text drops its byte order mark, without which Excel takes Chinese for something else.
  const url = URL.createObjectURL(
    new Blob([text.startsWith(MARK) ? text : MARK + text], { type: 'text/csv;charset=utf-8' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers only begin to read it after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
