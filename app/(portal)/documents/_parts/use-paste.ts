'use client'

/** Takes a picture that is pasted anywhere on the page; text that is pasted into a field stays the field's. */
import { useEffect, useRef } from 'react'

export function usePaste(onPicture: (picture: File) => void): void {
  const give = useRef(onPicture)
  useEffect(() => {
    give.current = onPicture
  })
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const picture = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (!picture) return
      event.preventDefault()
      give.current(picture)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [])
}
