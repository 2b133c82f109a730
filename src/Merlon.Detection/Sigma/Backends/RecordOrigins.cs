using System.Collections.Frozen;
using System.Collections.Immutable;
using Merlon.Pipelines;

namespace Merlon.Sigma.Backends;

/// <summary>Records that a rule reads: how their selectors must stand, and as what they are then read.</summary>
/// <param name="When">Selectors and the values of which one must be theirs; none for every record of the pipeline.</param>
/// <param name="Claim">Names of fields and further conditions.</param>
sealed record RecordOrigin(ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> When, LogSourceClaim Claim);

/// <summary>
/// The way back from a log source to the records that have it: <see cref="PipelineSet"/> and <see cref="WindowsLogSources"/> go
/// from records to log sources, and are asked here for every channel and event id that they tell apart.
/// </summary>
static class RecordOrigins
{
    static readonly Lazy<ImmutableArray<RecordOrigin>> Windows = new(ReadWindows);

    /// <summary>Every kind of record of a pipeline that feeds a rule's log source.</summary>
    public static ImmutableArray<RecordOrigin> Of(Pipeline pipeline, SigmaLogSource source)
    {
        var origins = ImmutableArray.CreateBuilder<RecordOrigin>();
        if (pipeline.IsWindows)
        {
            var everywhere = new LogSourceClaim(new SigmaLogSource("windows", "", ""));
            origins.AddRange(everywhere.Feeds(source) ? [new RecordOrigin([], everywhere)] : Windows.Value.Where(origin => origin.Claim.Feeds(source)));
        }

        origins.AddRange(pipeline.Cases.Where(c => c.Claim.Feeds(source)).Select(static c => new RecordOrigin(c.When, c.Claim)));
        return origins.ToImmutable();
    }

    static ImmutableArray<RecordOrigin> ReadWindows()
    {
        var found = new List<(string Channel, string EventId, LogSourceClaim Claim)>();
        foreach (var channel in WindowsLogSources.Channels)
        {
            // What holds for an event id that no category knows holds for all.
            var always = WindowsLogSources.ClaimsOf(channel, "");
            found.AddRange(always.Select(claim => (channel, "", claim)));
            foreach (var eventId in WindowsLogSources.EventIds)
            {
                found.AddRange(WindowsLogSources.ClaimsOf(channel, eventId)
                    .Where(claim => !always.Any(general => string.Equals(KeyOf(general), KeyOf(claim), StringComparison.Ordinal)))
                    .Select(claim => (channel, eventId, claim)));
            }
        }

        return
        [
            .. found.GroupBy(static f => f.EventId + "\n" + KeyOf(f.Claim), StringComparer.Ordinal).Select(static g => new RecordOrigin(
                g.First().EventId.Length == 0 ? [Values("Channel", g.Select(static f => f.Channel))]
                    : [Values("Channel", g.Select(static f => f.Channel)), Values("EventID", [g.First().EventId])],
                g.First().Claim)),
        ];
    }

    static KeyValuePair<string, ImmutableArray<string>> Values(string selector, IEnumerable<string> values) => new(selector, [.. values]);

    /// <summary>Equal for claims that say the same.</summary>
    public static string KeyOf(LogSourceClaim claim) => $"{claim.Source}\n{RenamesOf(claim.Renames)}\n{string.Join('\n', claim.Conditions.Select(static c => $"{c.Key}={c.Value}"))}";

    /// <summary>Equal for claims that call fields alike.</summary>
    public static string RenamesOf(FrozenDictionary<string, string> renames)
        => string.Join(';', renames.OrderBy(static r => r.Key, StringComparer.Ordinal).Select(static r => $"{r.Key}={r.Value}"));
}
