/** The folders that a consumer of the package needs. */
export interface Places {
  /** The folder to which jsii-pacmak wrote the package. */
  readonly packages: string;
  /** The consumer's project: a copy of the example, outside of this repository. */
  readonly consumer: string;
}

/** A language of jsii: how to build its package, and how to install the package in a project. */
export interface Language {
  readonly name: string;

  /** The folder of the example, in `examples/languages`. */
  readonly folder: string;

  /** The source file of the app, in that folder. */
  readonly source: string;

  /** The jsii-pacmak target of the language. */
  readonly target: string;

  /** The programs that a consumer needs, each with arguments with which it succeeds. */
  readonly toolchain: readonly (readonly string[])[];

  /** Whether the package is its sources, which the consumer compiles. Otherwise, jsii-pacmak builds the package. */
  readonly sourcesOnly?: boolean;

  /** Installs the package in the consumer's project with the language's package manager. Returns the environment variables to run with. */
  install(places: Places): NodeJS.ProcessEnv;
}
