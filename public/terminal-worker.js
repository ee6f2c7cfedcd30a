/**
 * The service worker of /terminal: with it the page comes up while the bureau cannot be reached. It keeps the page as it came last and the files
 * of its build; what the engine needs, app/_engine keeps by itself. It answers for the terminal alone: of other pages it lets everything
 * pass. Its scope is the whole origin, because the script of the terminal's engine lies among the files of the build.
 */

const pagePath = '/terminal'
const buildPath = '/_next/static/'
const besides = [
  '/terminal/manifest.webmanifest',
  '/icon.svg',
  '/terminal-icon-192.png',
  '/terminal-icon-512.png',
  '/terminal-icon-maskable.png',
]
const pagesName = 'limen-terminal'
/** One for each build; its name is made of the files that the page names. */
const buildName = 'limen-terminal-build-'

addEventListener('install', (event) => event.waitUntil(install()))
addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate' && url.pathname === pagePath) return event.respondWith(openPage(request))
  if (besides.includes(url.pathname)) return event.respondWith(fetchOr(request, () => kept(pagesName, request)))
  if (url.pathname.startsWith(buildPath)) event.respondWith(buildFile(event))
})
addEventListener('message', (event) => {
  // The page has all that it needs: files of earlier builds are over.
  if (event.data === 'complete') event.waitUntil(dropOldBuilds())
})

async function install() {
  await self.skipWaiting()
  const response = await fetch(pagePath, { cache: 'reload' })
  if (response.ok) await keepPage(response)
  const pages = await caches.open(pagesName)
  await pages.addAll(besides)
}

/** As the server has it now, where it answers. */
async function openPage(request) {
  return fetchOr(request, () => kept(pagesName, pagePath), keepPage)
}

/** @param {() => Promise<Response>} otherwise where nothing comes, or no answer of a server that works */
async function fetchOr(request, otherwise, keep = (response) => keepIn(pagesName, request, response)) {
  let response
  try {
    response = await fetch(request)
  } catch {
    // The only way in which the platform says that nothing came.
    return otherwise()
  }
  if (response.status >= 500) return otherwise()
  if (response.ok && !response.redirected) await keep(response.clone())
  return response
}

async function kept(name, request) {
  const found = await (await caches.open(name)).match(request)
  return found ?? Response.error()
}

async function keepIn(name, request, response) {
  const cache = await caches.open(name)
  await cache.put(request, response)
}

/** The page, and before it counts all files that it names: what is kept is whole. */
async function keepPage(response) {
  const text = await response.clone().text()
  const name = await buildOf(text)
  const files = filesOf(text)
  const cache = await caches.open(name)
  for (const file of files) {
    if (!(await cache.match(file))) await cache.add(file)
  }
  await keepIn(pagesName, pagePath, response)
}

const filesOf = (text) => [...new Set(text.match(/\/_next\/static\/[\w\-./~%[\]()]+?\.(?:js|css|woff2)/g) ?? [])].sort()

async function buildOf(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(filesOf(text).join(' ')))
  const hex = Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'))
  return buildName + hex.join('')
}

/** Of the page that is kept. */
async function currentBuild() {
  const page = await (await caches.open(pagesName)).match(pagePath)
  return page ? buildOf(await page.text()) : null
}

/** Files of a build never change. They are kept for the terminal and its workers, and for nobody else. */
async function buildFile({ request, clientId }) {
  const found = await caches.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok && (await isOurs(request, clientId))) {
    const build = await currentBuild()
    if (build) await keepIn(build, request, response.clone())
  }
  return response
}

async function isOurs(request, clientId) {
  const client = clientId ? await self.clients.get(clientId) : undefined
  const from = [client?.url, request.referrer].filter(Boolean).map((url) => new URL(url).pathname)
  return client?.type === 'worker' || from.includes(pagePath)
}

async function dropOldBuilds() {
  const current = await currentBuild()
  const old = (await caches.keys()).filter((name) => name.startsWith(buildName) && name !== current)
  await Promise.all(old.map((name) => caches.delete(name)))
}
