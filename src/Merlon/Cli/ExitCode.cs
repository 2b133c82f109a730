namespace Merlon.Cli;

/// <summary>What the process says when it ends; docs/guide/command-line.md.</summary>
static class ExitCode
{
    /// <summary>Done, and nothing to report.</summary>
    public const int Success = 0;

    /// <summary>Done, with findings: a release with problems, a search without hits.</summary>
    public const int Findings = 1;

    /// <summary>The command line or an input is wrong: missing, unreadable as what it should be, unknown.</summary>
    public const int BadInput = 2;

    /// <summary>The environment stood in the way (disk, rights, lock), the work was cancelled, or Merlon has a bug.</summary>
    public const int Environment = 3;
}
