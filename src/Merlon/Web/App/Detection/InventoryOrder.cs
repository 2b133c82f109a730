using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Web.App.Detection.Logs;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection;

/// <summary>A look through logs as a person or a program asks for it: what <c>merlon inventory</c> and <c>merlon evidence visibility</c> take.</summary>
sealed record InventoryOrder
{
    /// <summary>Most fields whose values are listed.</summary>
    public const int FirstSeenMax = 20;

    /// <summary>Ids of uploaded logs.</summary>
    public IReadOnlyList<string> Uploads { get; init; } = [];

    /// <summary>Allowed folders by name, with or without a path below.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Scope that the logs are of; empty where their hosts decide.</summary>
    public string Scope { get; init; } = "";

    /// <summary>What all records are, or empty.</summary>
    public string LogSource { get; init; } = "";

    /// <summary>What every file is, or empty.</summary>
    public string Format { get; init; } = "";

    /// <summary>Name of a pipeline for all records, or empty.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Year of times without one, or 0.</summary>
    public int Year { get; init; }

    /// <summary>True to join the lines of the audit daemon.</summary>
    public bool JoinAuditd { get; init; }

    /// <summary>Fields whose values are listed with their first record.</summary>
    public IReadOnlyList<string> FirstSeen { get; init; } = [];

    /// <summary>True to hold the organisation's rules against the logs.</summary>
    public bool WithRules { get; init; } = true;

    /// <summary>True to state in the journal what the logs show of techniques.</summary>
    public bool Record { get; init; }

    /// <summary>The organisation's own telemetry instead of chosen logs.</summary>
    public bool Telemetry { get; init; }

    /// <summary>The request that it means.</summary>
    /// <exception cref="InvalidDataException">Something in it is no word of its list.</exception>
    public InventoryRequest ToRequest(IReadOnlyList<string> paths, IReadOnlyList<string> rulePaths)
    {
        if (Pipeline.Length > 0 && PipelineSet.BuiltIn.Find(Pipeline) is null)
        {
            throw new InvalidDataException($"there is no pipeline '{Pipeline}': {string.Join(", ", PipelineSet.BuiltIn.Pipelines.Select(static one => one.Name))}");
        }

        if (Year is < 0 or > 9_999)
        {
            throw new InvalidDataException("the year has at most four digits");
        }

        return FirstSeen.Count > FirstSeenMax ? throw new InvalidDataException($"the values of at most {FirstSeenMax} fields are listed") : new InventoryRequest(paths, WithRules ? rulePaths : [])
        {
            Pipelines = Pipeline.Length > 0 ? [Pipeline] : [],
            LogSource = LogSource.Length > 0 ? LogSource : null,
            Format = Format.Length == 0 ? null : LogFormats.TryFind(Format, out var format) ? format : throw new InvalidDataException($"'{Format}' is no format: {string.Join(", ", LogFormats.AllNames)}"),
            Reading = LogReadOptions.Default with { Year = Year > 0 ? Year : null, IsJoiningAuditd = JoinAuditd },
            FirstSeenFields = [.. FirstSeen.Distinct(StringComparer.Ordinal)],
            Threads = Math.Max(1, Environment.ProcessorCount / 2),
            Scope = Scope,
            IsMeasuring = true,
        };
    }

    /// <summary>What was chosen.</summary>
    public ChosenLogs Choose(LogChoices places) => Telemetry ? new ChosenLogs([], new ShownNames([]), 0) : places.Choose(Uploads, Folders);
}
