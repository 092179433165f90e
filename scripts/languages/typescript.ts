import { join } from 'path';
import { run } from './command';
import { Language } from './language';

export const typescript: Language = {
  name: 'TypeScript',
  folder: 'typescript',
  source: 'app.ts',
  target: 'js',
  toolchain: [['npm', '--version']],

  install({ packages, consumer }) {
    const archive = join(packages, 'js', 'cdk-mwaa-iam@0.0.0.jsii.tgz');
    run(['npm', 'install', '--no-audit', '--no-fund', archive], { cwd: consumer });
    run(['npm', 'run', 'build'], { cwd: consumer }); // type-checks against the declarations in the package
    return {};
  },
};
