using Merlon.Documents;

namespace Merlon.Assessment;

public sealed partial record Organisation
{
    /// <summary>Logs that an assessment looks through itself.</summary>
    public IReadOnlyList<TelemetryPath> Telemetry { get; init; } = [];

    /// <summary>Days that records are needed for, where a log source does not say otherwise; null where nobody says.</summary>
    public int? RetentionDays { get; init; }
}

/// <summary>Logs of the organisation.</summary>
/// <param name="Path">File, folder or pattern as written, relative to the organisation file.</param>
/// <param name="Scopes">Names of the scopes that they are of; empty where the hosts decide.</param>
/// <param name="AsOf">Day of which they speak, or null for that of the latest record.</param>
/// <param name="Location">Where it is written.</param>
public sealed record TelemetryPath(string Path, IReadOnlyList<string> Scopes, DateOnly? AsOf, SourceLocation Location);
