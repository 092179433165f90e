import { join } from 'path';
import { run } from './command';
import { Language } from './language';

export const go: Language = {
  name: 'Go',
  folder: 'go',
  source: 'main.go',
  target: 'go',
  toolchain: [['go', 'version']],
  sourcesOnly: true,

  install({ packages, consumer }) {
    const module = 'github.com/cdk-mwaa-iam/cdk-mwaa-iam-go/cdkmwaaiam';
    run(['go', 'mod', 'edit', '-replace', `${module}=${join(packages, 'go', 'cdkmwaaiam')}`], { cwd: consumer });
    run(['go', 'mod', 'tidy'], { cwd: consumer });
    run(['go', 'vet', '.'], { cwd: consumer });
    return {};
  },
};
