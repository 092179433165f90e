import { rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { run } from './command';
import { Language } from './language';
import { versionOf } from './packages';

export const csharp: Language = {
  name: 'C#',
  folder: 'csharp',
  source: 'Program.cs',
  target: 'dotnet',
  toolchain: [['dotnet', '--version']],

  install({ packages, consumer }) {
    const version = versionOf(packages);
    // NuGet caches unpacked packages. Remove the package of the last run.
    const [, cache] = /global-packages: (.*)/.exec(run(['dotnet', 'nuget', 'locals', 'global-packages', '--list']))!;
    rmSync(join(cache.trim(), 'cdkmwaaiam', version), { recursive: true, force: true });
    writeFileSync(join(consumer, 'Directory.Build.targets'), `<Project>
  <PropertyGroup>
    <CdkMwaaIamVersion>${version}</CdkMwaaIamVersion>
    <RestoreAdditionalProjectSources>${join(packages, 'dotnet')}</RestoreAdditionalProjectSources>
  </PropertyGroup>
</Project>
`);
    run(['dotnet', 'build'], { cwd: consumer });
    return {};
  },
};
