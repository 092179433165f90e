/** What a consumer of the package needs to know of where it is built. */
export interface Places {
  /** The folder that jsii-pacmak wrote the package to. */
  readonly packages: string;
  /** The consumer's project: a copy of the example, outside of this repository. */
  readonly consumer: string;
}

/** A language of jsii: how its package is made, and how a project that uses it is installed. */
export interface Language {
  readonly name: string;

  /** The folder of the example, in `examples/languages`. */
  readonly folder: string;

  /** The source file of the app, in that folder. */
  readonly source: string;

  /** The name by which jsii-pacmak knows the language. */
  readonly target: string;

  /** The programs that a consumer needs, each with arguments that succeed where it works. */
  readonly toolchain: readonly (readonly string[])[];

  /** Whether the package is its sources, which the consumer compiles; otherwise it is built first. */
  readonly sourcesOnly?: boolean;

  /** Installs the package into the consumer's project with the ordinary package manager; returns the environment to run in. */
  install(places: Places): NodeJS.ProcessEnv;
}

/** The version of a package that is not released. */
export const UNRELEASED = '0.0.0';
