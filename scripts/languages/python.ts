import { readdirSync } from 'fs';
import { delimiter, join } from 'path';
import { run } from './command';
import { Language } from './language';

export const python: Language = {
  name: 'Python',
  folder: 'python',
  source: 'app.py',
  target: 'python',
  toolchain: [['python3', '-c', 'import ensurepip, venv']],

  install({ packages, consumer }) {
    const folder = join(packages, 'python');
    const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'))!;
    const bin = join(consumer, '.venv', 'bin');
    run(['python3', '-m', 'venv', '.venv'], { cwd: consumer });
    run([join(bin, 'python3'), '-m', 'pip', 'install', join(folder, wheel), '--requirement', 'requirements.txt'], { cwd: consumer });
    return { PATH: `${bin}${delimiter}${process.env.PATH}` };
  },
};
