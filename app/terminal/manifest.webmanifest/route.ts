/** What a browser needs to know to install the terminal as an app of its own. */

const manifest = {
  id: '/terminal',
  name: 'Limen terminal',
  short_name: 'Terminal',
  description: 'This tablet recognises who may come in, also while the bureau cannot be reached.',
  start_url: '/terminal',
  scope: '/terminal',
  display: 'fullscreen',
  orientation: 'any',
  background_color: '#12323b',
  theme_color: '#12323b',
  icons: [
    { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    { src: '/terminal-icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/terminal-icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/terminal-icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
}

export const GET = (): Response =>
  new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json; charset=utf-8', 'cache-control': 'no-cache' },
  })
