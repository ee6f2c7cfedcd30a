/** Small choices that belong to one browser: cookies, so that the server renders the page as it was left. */
export const foldedCookie = 'limen-menu-folded'

export function remember(name: string, value: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`
}
