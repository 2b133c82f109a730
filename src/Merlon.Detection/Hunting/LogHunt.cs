using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>Which rules matched one record, in the order of the records; valid until the call returns.</summary>
/// <param name="Document">The file.</param>
/// <param name="Record">The whole record, every field.</param>
/// <param name="Route">How it was read.</param>
/// <param name="RuleIndexes">Indexes into <see cref="RuleSet.Rules"/>, ascending.</param>
public readonly record struct RecordMatch(string Document, LogEvent Record, LogRoute Route, ReadOnlyMemory<int> RuleIndexes);

/// <summary>Takes what a hunt finds; called from one thread at a time, in the order of inputs and records whatever the number of threads.</summary>
public interface IHuntSink
{
    /// <summary>A record was matched by at least one rule.</summary>
    void OnMatch(in RecordMatch match);

    /// <summary>A file has been read to its end, or as far as it goes.</summary>
    void OnFile(FileTally file);

    /// <summary>The hunt is over; only where <see cref="HuntOptions.ProfilingClock"/> asked for it.</summary>
    /// <param name="profile">Of all threads together.</param>
    void OnProfile(RuleProfile profile)
    {
    }
}

/// <summary>What became of one file.</summary>
/// <param name="Document">Its name.</param>
/// <param name="Format">What it was read as.</param>
/// <param name="Records">Records read.</param>
/// <param name="Failed">Records, lines or chunks that could not be read.</param>
/// <param name="Unrouted">Records that no pipeline knows, or whose log source no rule reads.</param>
/// <param name="Bytes">Bytes read, decompressed.</param>
/// <param name="Pipelines">Records by pipeline; "" for those that none knows.</param>
/// <param name="Diagnostics">What was noticed, bounded.</param>
public sealed record FileTally(
    string Document, LogFormat Format, long Records, long Failed, long Unrouted, long Bytes,
    IReadOnlyDictionary<string, long> Pipelines, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>How a hunt runs.</summary>
public sealed record HuntOptions
{
    /// <summary>Threads that read and evaluate, 1 or more; results are the same for any number.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>False to evaluate each record anew, for measuring and for tests.</summary>
    public bool IsRemembering { get; init; } = true;

    /// <summary>False to read every field of every record and to evaluate with <c>NaiveMatcher</c>.</summary>
    public bool IsFast { get; init; } = true;

    /// <summary>Clock by which each rule's time is measured; null to measure none.</summary>
    public TimeProvider? ProfilingClock { get; init; }

    /// <summary>Pipeline to use for every record, or null to recognise it.</summary>
    public Pipeline? Pipeline { get; init; }

    /// <summary>What readers of formats are told that the files do not say.</summary>
    public LogReadOptions Reading { get; init; } = LogReadOptions.Default;

    /// <summary>Called now and then with bytes and records so far.</summary>
    public Action<HuntProgress>? OnProgress { get; init; }
}

/// <summary>How far a hunt has come.</summary>
/// <param name="Document">The file that is being read.</param>
/// <param name="Bytes">Bytes read of all files, decompressed.</param>
/// <param name="Records">Records read of all files.</param>
public readonly record struct HuntProgress(string Document, long Bytes, long Records);

/// <summary>Evaluates rules over files of records.</summary>
public static class LogHunt
{
    /// <summary>Reads every input once, in order, in bounded memory; what cannot be read is counted, the rest still evaluated.</summary>
    public static void Run(IEnumerable<LogInput> inputs, RuleSet rules, HuntOptions options, IHuntSink sink, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        using var run = new HuntRun(inputs, rules, options, sink, cancellation);
        run.ToEnd();
    }
}
