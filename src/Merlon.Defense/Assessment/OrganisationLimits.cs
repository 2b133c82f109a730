namespace Merlon.Assessment;

/// <summary>How much of an organisation file is taken; what lies past a limit is left out with ORG026. docs/limits.md.</summary>
static class OrganisationLimits
{
    /// <summary>Most scopes.</summary>
    public const int ScopesMax = 50;

    /// <summary>Most groups of interest.</summary>
    public const int GroupsMax = 200;

    /// <summary>Most entries of log sources, mitigations, controls, rule folders and cost measures, each.</summary>
    public const int EntriesMax = 2_000;

    /// <summary>Most roles, and most days by role in a plan's budgets.</summary>
    public const int RolesMax = 100;

    /// <summary>Most measures of the organisation's own.</summary>
    public const int OwnMeasuresMax = 500;

    /// <summary>Most recorded tests.</summary>
    public const int TestsMax = 20_000;

    /// <summary>Most minutes until a test was seen or alerted: two years and some.</summary>
    public const decimal TestMinutesMax = 1_000_000m;

    /// <summary>Most words in one list (sectors, platforms, scopes of an entry, event ids).</summary>
    public const int WordsMax = 500;

    /// <summary>Longest text of one value, in UTF-16 units.</summary>
    public const int TextCharsMax = 1_000;

    /// <summary>Most money or person-days in one value.</summary>
    public const decimal AmountMax = 1_000_000_000_000m;

    /// <summary>Largest event id: Windows event ids have 16 bits.</summary>
    public const int EventIdMax = 65_535;

    /// <summary>Largest weight of a scope before normalising.</summary>
    public const decimal WeightMax = 1_000_000m;

    /// <summary>Most entries of telemetry.</summary>
    public const int TelemetryMax = 200;

    /// <summary>Most days that records can be needed for: a hundred years.</summary>
    public const decimal RetentionDaysMax = 36_500m;

    /// <summary>Most devices of one scope.</summary>
    public const decimal DevicesMax = 100_000_000m;

    /// <summary>Highest level of data quality.</summary>
    public const decimal QualityLevelMax = 5m;

    /// <summary>Most loss scenarios of one file.</summary>
    public const int ScenariosMax = 200;
}
