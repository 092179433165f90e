import { awscdk, Component } from 'projen';

/** What jsii-pacmak writes into the `go.mod` of the Go module is installed here: two versions that the Go proxy has (docs/decisions/0072). */
const VERSIONS = ['@aws-cdk/asset-node-proxy-agent-v6@2.1.2', '@aws-cdk/cloud-assembly-schema@53.27.0'];

/** Adds them late: projen takes them for packages of CDK v1, and has warned of those by then. */
export class GoModuleVersions extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
  }

  public preSynthesize(): void {
    this.library.addDevDeps(...VERSIONS);
  }
}
