using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>Which of the log sources that ATT&amp;CK names the organisation has.</summary>
sealed class LogSourceStates
{
    readonly IReadOnlyList<CollectedLogSource> sources;

    LogSourceStates(IReadOnlyList<CollectedLogSource> sources) => this.sources = sources;

    /// <summary>What the standing assessment knows; null without one.</summary>
    public static LogSourceStates? Of(Standing? standing) => standing?.Assessment is { } assessment ? new(assessment.Organisation.LogSources) : null;

    /// <summary>How a log source of ATT&amp;CK stands.</summary>
    /// <param name="logSource">Its name and channel.</param>
    public LogSourceState Of(LogSource logSource)
    {
        var events = LogChannel.EventIdsOf(logSource.Channel);
        List<CollectedLogSource> named = [.. sources.Where(source => IsCalled(source, logSource.Name))];
        List<CollectedLogSource> fitting = [.. named.Where(source => events.Count == 0 || source.EventIds.Count == 0 || source.EventIds.Any(events.Contains))];
        return fitting.Count == 0
            ? new LogSourceState(named.Count == 0 ? LogSourceStanding.Missing : LogSourceStanding.OtherEvents, [.. named.Select(static source => source.Source).Distinct(StringComparer.Ordinal)], 0)
            : new LogSourceState(
                fitting.Exists(static source => source.IsMeasured) ? LogSourceStanding.Seen : LogSourceStanding.Collected,
                [.. fitting.Select(static source => source.Source).Distinct(StringComparer.Ordinal)], fitting.Max(static source => source.DeviceShare));
    }

    static bool IsCalled(CollectedLogSource source, string name) => string.Equals(source.Source, name, StringComparison.OrdinalIgnoreCase)
        || source.AttackNames.Contains(name, StringComparer.OrdinalIgnoreCase) || source.Kind?.HasAttackName(name) == true;
}

/// <summary>How a log source of ATT&amp;CK stands with the organisation.</summary>
/// <param name="Standing">In a word.</param>
/// <param name="Sources">The organisation's own names of it.</param>
/// <param name="DeviceShare">0..1: share of devices that send it, the best entry's.</param>
sealed record LogSourceState(LogSourceStanding Standing, IReadOnlyList<string> Sources, double DeviceShare);

/// <summary>In a word how a log source stands.</summary>
enum LogSourceStanding
{
    /// <summary>Nobody says that it is collected.</summary>
    Missing,

    /// <summary>Collected, but none of the events that are asked for.</summary>
    OtherEvents,

    /// <summary>Said to be collected.</summary>
    Collected,

    /// <summary>Seen in the logs themselves.</summary>
    Seen,
}
