/** Light or dark: what the system says, unless an admin chose for this browser. */
import { cookies } from 'next/headers'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Read by the browser too, which changes it without asking the server. */
export const themeCookie = 'limen-theme'

export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get(themeCookie)?.value
  return themes.find((theme) => theme === chosen) ?? 'system'
}
