import { run } from './command';
import { Language } from './language';
import { npmPackage } from './packages';

export const typescript: Language = {
  name: 'TypeScript',
  folder: 'typescript',
  source: 'app.ts',
  target: 'js',
  toolchain: [['npm', '--version']],

  install({ packages, consumer }) {
    run(['npm', 'install', '--no-audit', '--no-fund', npmPackage(packages)], { cwd: consumer });
    run(['npm', 'run', 'build'], { cwd: consumer }); // type-checks against the declarations in the package
    return {};
  },
};
