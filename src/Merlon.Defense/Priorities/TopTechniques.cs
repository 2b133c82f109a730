namespace Merlon.Priorities;

/// <summary>
/// The calculator <em>Top ATT&amp;CK Techniques</em> of the Center for Threat-Informed Defense, formula for formula
/// (docs/design/priorities.md says what is exact and what it leaves open).
/// </summary>
public static class TopTechniques
{
    /// <summary>Scores rows: highest total first, ties by id.</summary>
    public static IReadOnlyList<TopTechniqueScore> Of(IReadOnlyList<TopTechniqueRow> rows, TopParameters parameters)
    {
        var raw = rows.Select(row => row.Sightings.Sum(sighting => sighting.Count * WeightOf(sighting.Day, parameters))).ToArray();
        var scale = Percentile.Inclusive(rows.Select((row, at) => (row, at)).Where(static one => one.row.Sightings.Count > 0).Select(one => raw[one.at]), parameters.PrevalencePercentile);
        var scored = rows.Select((row, at) => ScoreOf(row, raw[at], scale, parameters))
            .OrderByDescending(static one => one.Total).ThenBy(static one => one.Row.Technique, StringComparer.Ordinal)
            .ToArray();
        return [.. scored.Select(static (one, at) => one with { Rank = at + 1 })];
    }

    /// <summary>0..1: <c>clip((x − lower) / (upper − lower), 0, 1)</c>.</summary>
    public static double Utility(double x, double lower, double upper) => Math.Clamp((x - lower) / (upper - lower), 0, 1);

    /// <summary>The weight of a sighting, 0..1: 1 for less than <c>full</c> days ago, falling in a line over <c>decline</c> days to the least weight.</summary>
    public static double WeightOf(DateOnly day, TopParameters parameters)
    {
        var age = parameters.Today.DayNumber - day.DayNumber;
        if (age < parameters.FullDays)
        {
            return 1;
        }

        if (age > parameters.FullDays + parameters.DeclineDays)
        {
            return parameters.WeightMin;
        }

        var declined = (double)(age - parameters.FullDays) / parameters.DeclineDays;
        return parameters.WeightMin * declined + (1 - declined);
    }

    static TopTechniqueScore ScoreOf(TopTechniqueRow row, double raw, double scale, TopParameters parameters)
    {
        var choke = parameters.BeforeWeight * Utility(row.Before, parameters.ChokeLower, parameters.ChokeUpper)
            + (1 - parameters.BeforeWeight) * Utility(row.After, parameters.ChokeLower, parameters.ChokeUpper);
        var mitigation = parameters.MitigationWeight * Utility(row.Mitigations, parameters.MitigationsLower, parameters.MitigationsUpper);
        var detection = (1 - parameters.MitigationWeight) * Utility(row.Detections, parameters.DetectionsLower, parameters.DetectionsUpper);
        var prevalence = row.Prevalence ?? (scale > 0 && row.Sightings.Count > 0 ? Math.Min(1, raw / scale) : 0);
        var monitoring = row.Monitoring.Sum(static level => ShareOf(level)) / TopTechniqueRow.MonitoringKinds.Count;
        var sum = choke + mitigation + detection + prevalence;
        var total = parameters.IsMonitoringAdded ? sum * (1 + row.Modifier) + monitoring : sum * (1 + row.Modifier + monitoring);
        return new TopTechniqueScore
        {
            Row = row,
            Choke = choke,
            MitigationPart = mitigation,
            DetectionPart = detection,
            Prevalence = prevalence,
            RawPrevalence = row.Prevalence is null ? raw : null,
            Monitoring = monitoring,
            Total = total,
            Ransomware = row.Ransomware is { } count
                ? parameters.RansomwareTotalShare * Utility(total, 0, parameters.RansomwareTotalUpper) + (1 - parameters.RansomwareTotalShare) * Utility(count, 0, parameters.RansomwareGroupsUpper)
                : null,
        };
    }

    static double ShareOf(MonitoringLevel? level) => level switch
    {
        null => 0,
        MonitoringLevel.None => 1,
        MonitoringLevel.Low => 2.0 / 3,
        MonitoringLevel.Medium => 1.0 / 3,
        _ => 0,
    };
}

/// <summary>How much is monitored already: the more, the less a technique is lifted.</summary>
public enum MonitoringLevel
{
    /// <summary>Nothing: lifts by a fifth.</summary>
    None,

    /// <summary>Two thirds of that.</summary>
    Low,

    /// <summary>A third of that.</summary>
    Medium,

    /// <summary>Everything: no lift.</summary>
    High,
}

/// <summary>What the calculator is told of one technique.</summary>
public sealed record TopTechniqueRow
{
    /// <summary>The five kinds of monitoring that can see a technique, in the order of <see cref="Monitoring"/>.</summary>
    public static IReadOnlyList<string> MonitoringKinds { get; } = ["process", "network", "file", "cloud", "hardware"];

    /// <summary>The technique's id as written.</summary>
    public required string Technique { get; init; }

    /// <summary>Techniques that happen immediately before it, 0 or more.</summary>
    public double Before { get; init; }

    /// <summary>Techniques that happen immediately after it, 0 or more.</summary>
    public double After { get; init; }

    /// <summary>Security controls against it, 0 or more.</summary>
    public double Mitigations { get; init; }

    /// <summary>Analytics that detect it, 0 or more.</summary>
    public double Detections { get; init; }

    /// <summary>0..1 where it is given finished; null to compute it from <see cref="Sightings"/>.</summary>
    public double? Prevalence { get; init; }

    /// <summary>When it was seen and how often.</summary>
    public IReadOnlyList<Sighting> Sightings { get; init; } = [];

    /// <summary>Sum of the user's own modifiers: 0.1 lifts by a tenth.</summary>
    public double Modifier { get; init; }

    /// <summary>For each of <see cref="MonitoringKinds"/> the level, or null where that kind does not see the technique.</summary>
    public IReadOnlyList<MonitoringLevel?> Monitoring { get; init; } = [null, null, null, null, null];

    /// <summary>Ransomware groups that use it, or null when it is not asked for.</summary>
    public double? Ransomware { get; init; }

    /// <summary>Where the inputs come from, as a person finds them.</summary>
    public string Place { get; init; } = "";
}

/// <summary>Sightings of one day.</summary>
/// <param name="Day">When.</param>
/// <param name="Count">How many, above 0.</param>
public readonly record struct Sighting(DateOnly Day, double Count);

/// <summary>The numbers of the calculator; the defaults are those of its workbook.</summary>
public sealed record TopParameters
{
    /// <summary>Fewest techniques before or after that count.</summary>
    public double ChokeLower { get; init; }

    /// <summary>Most techniques before or after that count.</summary>
    public double ChokeUpper { get; init; } = 10;

    /// <summary>What one technique before is worth in techniques after.</summary>
    public double BeforeRatio { get; init; } = 1;

    /// <summary>Fewest controls that count.</summary>
    public double MitigationsLower { get; init; }

    /// <summary>Most controls that count.</summary>
    public double MitigationsUpper { get; init; } = 55;

    /// <summary>Fewest analytics that count.</summary>
    public double DetectionsLower { get; init; }

    /// <summary>Most analytics that count.</summary>
    public double DetectionsUpper { get; init; } = 100;

    /// <summary>What one control is worth in analytics.</summary>
    public double MitigationRatio { get; init; } = 2;

    /// <summary>The day that the age of a sighting is measured from: the latest day for which there is data.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Days for which a sighting counts fully.</summary>
    public int FullDays { get; init; } = 365;

    /// <summary>Days after that over which it falls to the least weight; 1 or more.</summary>
    public int DeclineDays { get; init; } = 365;

    /// <summary>Least weight, 0..1: the workbook has 0.5, the text of the methodology says 0.</summary>
    public double WeightMin { get; init; } = 0.5;

    /// <summary>Share, 0..1, of the techniques with sightings from which on prevalence is 1.</summary>
    public double PrevalencePercentile { get; init; } = 0.9;

    /// <summary>True to add what is not monitored to the total as the web page does; false to multiply as the workbook does.</summary>
    public bool IsMonitoringAdded { get; init; }

    /// <summary>Share of the total in the ransomware list, 0..1.</summary>
    public double RansomwareTotalShare { get; init; } = 0.3;

    /// <summary>Total that counts as 1 in the ransomware list.</summary>
    public double RansomwareTotalUpper { get; init; } = 3;

    /// <summary>Groups that count as 1 in the ransomware list.</summary>
    public double RansomwareGroupsUpper { get; init; } = 21;

    /// <summary>0..1: 1 over 1 plus the weight of techniques after.</summary>
    internal double BeforeWeight => 1 / (1 + 1 / BeforeRatio);

    /// <summary>0..1: .5238 for the defaults; the analytics' weight is the rest.</summary>
    internal double MitigationWeight => 1 / (1 + (DetectionsUpper - DetectionsLower) / (MitigationsUpper - MitigationsLower) / MitigationRatio);
}

/// <summary>A technique's score opened into its parts.</summary>
public sealed record TopTechniqueScore
{
    /// <summary>What it was computed from.</summary>
    public required TopTechniqueRow Row { get; init; }

    /// <summary>1 for the highest total.</summary>
    public int Rank { get; init; }

    /// <summary>0..1: choke point.</summary>
    public required double Choke { get; init; }

    /// <summary>Part of actionability from controls, 0 to .5238.</summary>
    public required double MitigationPart { get; init; }

    /// <summary>Part of actionability from analytics, 0 to .4762.</summary>
    public required double DetectionPart { get; init; }

    /// <summary>0..1: what controls and analytics could do about it, both parts together.</summary>
    public double Actionability => MitigationPart + DetectionPart;

    /// <summary>0..1: how often and how recently it was seen, as given or scaled to the percentile.</summary>
    public required double Prevalence { get; init; }

    /// <summary>Sum of the weighted sightings before scaling; null where prevalence was given.</summary>
    public double? RawPrevalence { get; init; }

    /// <summary>0..1: lift for what is not monitored.</summary>
    public required double Monitoring { get; init; }

    /// <summary>Choke point plus actionability plus prevalence, with the modifiers.</summary>
    public required double Total { get; init; }

    /// <summary>0..1: place in the ransomware list, or null when no count was given.</summary>
    public double? Ransomware { get; init; }
}
