/** Keeps the page for when the bureau cannot be reached; public/terminal-worker.js does the work. */

/**
 * @returns once what is loaded from now on is kept; at once where the browser keeps nothing: then the terminal works until the page is left
 */
export async function keepPage(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  try {
    await navigator.serviceWorker.register('/terminal-worker.js', { scope: '/' })
  } catch (error) {
    // With the network off there is nothing newer to be had, and what there is works on.
    if (!navigator.serviceWorker.controller) throw error
  }
  await navigator.serviceWorker.ready
  await hasController()
  // The browser may clear what it keeps for other pages first.
  await navigator.storage?.persist?.()
  return true
}

async function hasController(): Promise<void> {
  if (navigator.serviceWorker.controller) return
  await new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true })
  })
}

/** All that the page needs has been loaded. */
export function pageIsComplete(): void {
  navigator.serviceWorker?.controller?.postMessage('complete')
}
