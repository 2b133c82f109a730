using Merlon.Hunting;
using Merlon.Logs;

namespace Merlon.Workspaces;

/// <summary>What to hunt, in what, and how.</summary>
public sealed record HuntRequest
{
    /// <summary>Files, folders, patterns, <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> Logs { get; init; }

    /// <summary>Files and folders of rules.</summary>
    public required IReadOnlyList<string> RulePaths { get; init; }

    /// <summary>Which rules to use.</summary>
    public RuleSelection Selection { get; init; } = new();

    /// <summary>What becomes of matches; baselines are set by the verb.</summary>
    public FindingQuery Query { get; init; } = new();

    /// <summary>How many threads, and whether to measure rules.</summary>
    public HuntOptions Options { get; init; } = new();

    /// <summary>Names of a pipeline and files of pipelines, as <see cref="Exchange.PipelineChoice.Of"/> takes them.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>What all records are, such as <c>aws//cloudtrail</c>, or null.</summary>
    public string? LogSource { get; init; }

    /// <summary>What every file is, or null to recognise each.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>What readers are told that the files do not say.</summary>
    public LogReadOptions Reading { get; init; } = LogReadOptions.Default;

    /// <summary>File of what placeholders stand for, or null.</summary>
    public string? PlaceholdersPath { get; init; }

    /// <summary>Baseline whose entries are normal, or null.</summary>
    public string? BaselinePath { get; init; }

    /// <summary>True to learn what is found into the baseline instead of leaving out what is normal.</summary>
    public bool IsLearning { get; init; }

    /// <summary>File that remembers which files were done, or null.</summary>
    public string? ResumePath { get; init; }

    /// <summary>True to go on with what is added to the files until cancelled.</summary>
    public bool IsFollowing { get; init; }

    /// <summary>Bundles to use instead of the pinned release, or null.</summary>
    public string? ReleasePath { get; init; }

    /// <summary>Version to use, or null for the pinned one.</summary>
    public string? ReleaseVersion { get; init; }

    /// <summary>True to tell the findings as a story.</summary>
    public bool TellsStory { get; init; }

    /// <summary>Technique that the logs were recorded for; rules tagged with it that match are recorded as validated. Null to record nothing.</summary>
    public string? RecordedFor { get; init; }

    /// <summary>Hosts times days that the logs hold, above 0, when they are logs in which nothing happened: how often rules fire on them is recorded. Null where they are not.</summary>
    public double? QuietHostDays { get; init; }

    /// <summary>Zone in which local times are told; null for the clock's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Opens standard input.</summary>
    public Func<Stream>? OpenStandardInput { get; init; }
}
