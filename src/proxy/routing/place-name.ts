/** `production/eu`: the name of an upstream, and what says that two places are one. */
export function placeName({ environment, region }: { environment: string; region: string }): string {
  return `${environment}/${region}`;
}
