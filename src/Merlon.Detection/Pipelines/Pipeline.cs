using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Sigma;

namespace Merlon.Pipelines;

/// <summary>
/// How the records of one product, shipped in one shape, are read: how to know them, where they keep the fields that rules
/// name, and which log source each of them is of.
/// </summary>
public sealed record Pipeline
{
    /// <summary>Short name, such as <c>winlogbeat</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Formats whose records it may be; empty for any.</summary>
    public ImmutableArray<LogFormat> Formats { get; init; } = [];

    /// <summary>Alternatives; each is a list of record paths of which all must be present. None: only by name or format.</summary>
    public ImmutableArray<ImmutableArray<string>> Markers { get; init; } = [];

    /// <summary>
    /// Record paths under which fields stand by their own names: <c>winlog.event_data.</c>; <c>*</c> stands for one name:
    /// <c>Event.UserData.*.</c>
    /// </summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>Fields of the taxonomy that stand elsewhere: record paths, the first that is present counts.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Paths { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Fields whose values decide the log source, such as <c>Channel</c> and <c>EventID</c>; each resolved as any field.</summary>
    public ImmutableArray<string> Selectors { get; init; } = [];

    /// <summary>
    /// Where a selector stands, for records in which a field may have the same name: the event that tells that a log was cleared
    /// says in its data which <c>Channel</c> was. Record paths, the first that is present counts, of equal names the one of
    /// the greatest depth; a selector without any is resolved as a field.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<string>> SelectorPaths { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>True where channel and event id decide, by <see cref="WindowsLogSources"/>.</summary>
    public bool IsWindows { get; init; }

    /// <summary>Which log sources its records are of, first to last; all that hold count.</summary>
    public ImmutableArray<PipelineCase> Cases { get; init; } = [];

    /// <summary>Record paths or fields of the event's time, first present first.</summary>
    public ImmutableArray<string> TimeFields { get; init; } = [];

    /// <summary>Record paths or fields of the host, first present first.</summary>
    public ImmutableArray<string> HostFields { get; init; } = [];

    /// <summary>Record paths or fields of the user, first present first.</summary>
    public ImmutableArray<string> UserFields { get; init; } = [];

    /// <summary>A pipeline for records of one log source whose fields stand by their own names, whatever their shape.</summary>
    public static Pipeline Of(SigmaLogSource source) => new()
    {
        Name = source.ToString(),
        Title = source.ToString(),
        IsWindows = source is { Product: "windows", Category: "", Service: "" },
        Selectors = source is { Product: "windows", Category: "", Service: "" } ? ["Channel", "EventID"] : [],
        Cases = [new PipelineCase([], new LogSourceClaim(source))],
        TimeFields = ["time", "timestamp", "@timestamp", "TimeCreated", "UtcTime", "ts"],
        HostFields = ["host", "hostname", "Computer"],
        UserFields = ["user", "User", "username"],
    };
}

/// <summary>A log source of a pipeline and when a record is of it.</summary>
/// <param name="When">Selectors and the values of which one must be theirs, compared without case; empty for every record.</param>
/// <param name="Claim">What it then is.</param>
public sealed record PipelineCase(ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> When, LogSourceClaim Claim);
