declare const process: { env: Record<string, string | undefined> };

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

/** What a program is given: the server, who signs in, and the check-in that she sends. */
export const asked = {
  url: setting("API_URL"),
  email: setting("API_EMAIL"),
  password: setting("API_PASSWORD"),
  id: setting("API_CHECK_IN"),
  recordedAt: setting("API_RECORDED_AT"),
};

/** What a program got to know. */
export interface Told {
  exercises: string[];
  recordedAt: string;
  painAverage: number | null;
  painWorst: number | null;
  problem: string;
  pointer: string | undefined;
}

export function told(found: Told): void {
  console.log(JSON.stringify(found));
}
