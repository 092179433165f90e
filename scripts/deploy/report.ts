import { AssertionError } from 'assert';
import { isDeepStrictEqual } from 'util';
import { Check } from './checks';

/** Prints and counts the results of checks. */
export class Report {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  /** Fails every check that does not hold. */
  public all(checks: Check[]): void {
    checks.forEach((check) => this.line(check, holds(check) ? 'passed' : 'failed'));
  }

  /**
   * Fails every check that does not hold. For resources of one type it skips the check instead if the deployment did not
   * change the value. Returns the skipped checks.
   */
  public allButUnchanged(type: string, before: Check[], checks: Check[]): Check[] {
    return checks.filter((check, index) => {
      const unchanged = !holds(check) && check.type === type && isDeepStrictEqual(check.actual, before[index].actual);
      this.line(check, holds(check) ? 'passed' : unchanged ? 'skipped' : 'failed');
      return unchanged;
    });
  }

  public get succeeded(): boolean {
    return this.counts.failed === 0 && this.counts.passed > 0;
  }

  /** The summary line. */
  public toString(): string {
    const { passed, failed, skipped } = this.counts;
    return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  }

  private line(check: Check, outcome: keyof typeof this.counts): void {
    this.counts[outcome]++;
    console.log(`  ${outcome.padEnd(8)} ${check.what}`);
    if (outcome === 'failed') {
      console.log(new AssertionError({ actual: check.actual, expected: check.expected, operator: 'deepStrictEqual' }).message);
    }
  }
}

function holds({ actual, expected }: Check): boolean {
  return isDeepStrictEqual(actual, expected);
}
