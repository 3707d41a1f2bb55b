type Defined<Options> = { [Key in keyof Options]?: NonNullable<Options[Key]> };

/** Leaves out what is undefined, which the SDK would take for a value. */
export function defined<Options extends object>(options: Options): Defined<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<Options>;
}
