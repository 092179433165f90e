import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { Language } from './language';
import { versionOf } from './packages';

export const java: Language = {
  name: 'Java',
  folder: 'java',
  source: join('src', 'main', 'java', 'AirflowApp.java'),
  target: 'java',
  toolchain: [['javac', '-version'], ['mvn', '--version']],

  install({ packages, consumer }) {
    const version = versionOf(packages);
    const file = join(packages, 'java', 'io', 'github', 'cdkmwaaiam', 'cdk-mwaa-iam', version, `cdk-mwaa-iam-${version}`);
    // Maven fetches a version only once. This replaces the package of the last run in the local repository.
    run([
      'mvn', '--batch-mode', 'org.apache.maven.plugins:maven-install-plugin:3.1.3:install-file',
      `-Dfile=${file}.jar`, `-DpomFile=${file}.pom`,
    ], { cwd: consumer });
    mkdirSync(join(consumer, '.mvn'));
    writeFileSync(join(consumer, '.mvn', 'maven.config'), `-Dcdk-mwaa-iam.version=${version}\n`);
    run(['mvn', '--batch-mode', 'compile'], { cwd: consumer });
    return {};
  },
};
