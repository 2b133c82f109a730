using Merlon.Attack;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Visibility;

namespace Merlon.Assessment;

/// <summary>An organisation as its <c>organisation.yaml</c> describes it, every reference already resolved against a release.</summary>
public sealed partial record Organisation
{
    /// <summary>The file that it was read from.</summary>
    public required string Document { get; init; }

    /// <summary>As the organisation calls itself; foreign text.</summary>
    public required string Name { get; init; }

    /// <summary>Sectors, as <see cref="GroupSectors"/> names them.</summary>
    public required IReadOnlyList<string> Sectors { get; init; }

    /// <summary>Regions, as <see cref="GroupSectors"/> names them.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Domains of ATT&amp;CK that matter; never empty.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Platforms in use, as the release names them; never empty (all of the domains when the file names none).</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>Parts of the organisation; one named <c>organisation</c> with every platform when the file names none.</summary>
    public required IReadOnlyList<Scope> Scopes { get; init; }

    /// <summary>Groups that the organisation names itself.</summary>
    public IReadOnlyList<NamedGroup> Groups { get; init; } = [];

    /// <summary>Log sources that it says it collects.</summary>
    public IReadOnlyList<CollectedLogSource> LogSources { get; init; } = [];

    /// <summary>Mitigations that it says it has.</summary>
    public IReadOnlyList<DeclaredMitigation> Mitigations { get; init; } = [];

    /// <summary>Controls that it says it has.</summary>
    public IReadOnlyList<DeclaredControl> Controls { get; init; } = [];

    /// <summary>Folders of Sigma rules, deployed or available.</summary>
    public IReadOnlyList<RuleFolder> Rules { get; init; } = [];

    /// <summary>Outcomes of tests that it records.</summary>
    public IReadOnlyList<RecordedTest> Tests { get; init; } = [];

    /// <summary>What measures cost.</summary>
    public required CostTable Costs { get; init; }

    /// <summary>Money for the first plan in <see cref="CostTable.Currency"/>, or null for no bound.</summary>
    public decimal? Budget { get; init; }
}

/// <summary>A part of the organisation.</summary>
/// <param name="Name">Such as <c>workstations</c>.</param>
/// <param name="Weight">Share of importance; scopes' weights are normalised to add up to 1.</param>
/// <param name="Platforms">Platforms found there.</param>
public sealed record Scope(string Name, double Weight, IReadOnlyList<string> Platforms)
{
    /// <summary>How many devices it has, or null where nobody says.</summary>
    public int? Devices { get; init; }

    /// <summary>Names or patterns (<c>*</c>, <c>?</c>) of its hosts, by which records of logs are told to be of it; case ignored.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}

/// <summary>A log source that the organisation says it collects.</summary>
/// <param name="Source">As written: a catalogue id (<c>sysmon</c>) or ATT&amp;CK's name (<c>WinEventLog:Sysmon</c>).</param>
/// <param name="Kind">The catalogue's entry, or null when only the ATT&amp;CK name is known.</param>
/// <param name="AttackNames">ATT&amp;CK log-source names that it stands for, ordinally sorted.</param>
/// <param name="EventIds">Event ids collected; empty for all.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
/// <param name="DeviceShare">0..1: share of the scope's devices that send it.</param>
/// <param name="Since">Since when, or null.</param>
/// <param name="Owner">Who answers for it; may be empty.</param>
/// <param name="Location">Where it is written.</param>
public sealed record CollectedLogSource(
    string Source, LogSourceKind? Kind, IReadOnlyList<string> AttackNames, IReadOnlyList<int> EventIds, IReadOnlyList<string> Scopes,
    double DeviceShare, DateOnly? Since, string Owner, SourceLocation Location)
{
    /// <summary>Data quality as stated, or null.</summary>
    public DeclaredQuality? Quality { get; init; }

    /// <summary>Days that its records are needed for, or null where only the organisation says.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>True when the entry stands for what was found in telemetry: its own statements say it better, and it makes none.</summary>
    public bool IsMeasured { get; init; }
    /// <summary>The file where <see cref="Location"/> is, when it is another than the organisation's own.</summary>
    public string? Document { get; init; }
}

/// <summary>How far a mitigation or control is in place.</summary>
public enum Degree
{
    /// <summary>Not in place.</summary>
    None,

    /// <summary>A beginning (grade 0.25).</summary>
    Minimal,

    /// <summary>In place in part (grade 0.5).</summary>
    Partial,

    /// <summary>In place nearly everywhere (grade 0.9).</summary>
    Significant,
}

/// <summary>A mitigation that the organisation says it has.</summary>
/// <param name="Mitigation">The mitigation.</param>
/// <param name="Degree">How far.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
/// <param name="Since">When that was last confirmed, or null.</param>
/// <param name="Owner">Who answers for it; may be empty.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DeclaredMitigation(
    Mitigation Mitigation, Degree Degree, IReadOnlyList<string> Scopes, DateOnly? Since, string Owner, SourceLocation Location);

/// <summary>A control that the organisation says it has.</summary>
/// <param name="FrameworkId">Framework.</param>
/// <param name="ControlId">Control in the framework's own spelling.</param>
/// <param name="Degree">How far.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
/// <param name="Since">When that was last confirmed, or null.</param>
/// <param name="Owner">Who answers for it; may be empty.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DeclaredControl(
    string FrameworkId, string ControlId, Degree Degree, IReadOnlyList<string> Scopes, DateOnly? Since, string Owner, SourceLocation Location);

/// <summary>A folder of Sigma rules.</summary>
/// <param name="Path">As written, relative to the organisation file.</param>
/// <param name="IsDeployed">True when the rules run today; false when they could be deployed.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
/// <param name="Location">Where it is written.</param>
public sealed record RuleFolder(string Path, bool IsDeployed, IReadOnlyList<string> Scopes, SourceLocation Location);

/// <summary>What happened when a technique was tried.</summary>
public enum Outcome
{
    /// <summary>Nothing was seen: a miss.</summary>
    None,

    /// <summary>The data was there, nothing alerted.</summary>
    Logged,

    /// <summary>An alert was raised.</summary>
    Alerted,

    /// <summary>It was stopped.</summary>
    Blocked,
}

/// <summary>The outcome of a test that the organisation records.</summary>
/// <param name="Techniques">Live techniques that were tried (several when the written id was split).</param>
/// <param name="TechniqueAsWritten">The id as written.</param>
/// <param name="Outcome">What happened.</param>
/// <param name="Date">When.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
/// <param name="Name">What was done; may be empty.</param>
/// <param name="Location">Where it is written.</param>
public sealed partial record RecordedTest(
    IReadOnlyList<Technique> Techniques, string TechniqueAsWritten, Outcome Outcome, DateOnly Date, IReadOnlyList<string> Scopes, string Name,
    SourceLocation Location);

/// <summary>What measures cost: defaults of the product, overridden by the organisation file.</summary>
public sealed record CostTable
{
    /// <summary>Currency code such as <c>EUR</c>.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>What one person-day costs, in <see cref="Currency"/>.</summary>
    public decimal DayRate { get; init; } = 800;

    /// <summary>Roles with a rate or a capacity of their own, in the order of the file.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>What a day of each role costs.</summary>
    public DayRates Rates => new(
        DayRate, Roles.Where(static role => role.DayRate is not null)
            .ToDictionary(static role => role.Name, static role => role.DayRate.GetValueOrDefault(), StringComparer.OrdinalIgnoreCase));

    /// <summary>Costs by key: a mitigation's id, <c>mitigation</c>, a log source's id, <c>log_source</c>, <c>rule</c>, <c>test</c>. The most specific key wins.</summary>
    public required IReadOnlyDictionary<string, MeasureCost> Measures { get; init; }

    /// <summary>Keys that the organisation set itself; all others are the product's assumptions and are shown as such.</summary>
    public required IReadOnlySet<string> SetByOrganisation { get; init; }

    /// <summary>The product's assumptions: docs/guide/costs.md.</summary>
    public static CostTable Default { get; } = CostTableDefaults.Table;
}

/// <summary>Somebody whose days measures take.</summary>
/// <param name="Name">Such as <c>detection engineer</c>.</param>
/// <param name="DayRate">What a day costs, or null for the usual rate.</param>
/// <param name="DaysPerQuarter">Days that the organisation can give to measures each quarter, or null for no bound.</param>
public sealed record Role(string Name, decimal? DayRate, decimal? DaysPerQuarter);
