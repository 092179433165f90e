import { createRequire } from 'module';
import { App, aws_kms as kms, aws_mwaa as mwaa, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { DEFINITIONS } from './forms';
import { processorTime } from './statistics';

// What the package adds to an app that has loaded what it takes to write the role by hand.
DEFINITIONS['hand-written'](new Stack(new App(), 'Stack'))(new Stack(new App(), 'Stack'), 'Role', 'environment');
void [kms.Key, mwaa.CfnEnvironment, s3.Bucket];
const load = createRequire(__filename);
const time = processorTime(() => {
  void load('../lib').MwaaExecutionRole;
});
process.stdout.write(JSON.stringify({ time }));
