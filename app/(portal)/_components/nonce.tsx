'use client'

/** Gives the page's nonce to the libraries that add a style element: without it the content security policy drops it. */
import { setNonce } from 'get-nonce'
import { useState } from 'react'

export function Nonce({ nonce }: { nonce: string }) {
  // The policy of the page's first load counts for as long as the page lives, whatever later renderings bring.
  useState(() => setNonce(nonce))
  return null
}
